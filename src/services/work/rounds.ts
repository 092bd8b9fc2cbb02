/** Work that is done again and again until somebody ends it. */
export interface Rounds {
  /** Waits for a round that is on its way. */
  stop(): Promise<void>;
}

/**
 * Does the work every so often, the first time after one pause; a round that takes longer swallows those that would
 * have begun meanwhile. A round that fails is told and does not end the others.
 */
export function startRounds(everyMs: number, work: () => Promise<void>, onFault: (error: unknown) => void): Rounds {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch(onFault)
      .finally(() => (running = undefined));
  }, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
