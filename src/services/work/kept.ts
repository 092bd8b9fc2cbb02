/** A costly result that many ask for. `maxAgeMs`: how old it may be. */
export type Kept<T> = (maxAgeMs: number) => Promise<T>;

/**
 * Keeps what was worked out last, and lets those who ask while it is worked out share it.
 * @param worth a result is kept for this many times what it took, however young somebody wants it: looking all the time
 * does not mean working all the time
 * @param steadyClock milliseconds of a clock that nobody sets
 */
export function createKept<T>(work: () => Promise<T>, worth: number, steadyClock: () => number): Kept<T> {
  let kept: { readonly readAt: number; readonly tookMs: number; readonly result: T } | undefined;
  let running: Promise<T> | undefined;
  return async (maxAgeMs) => {
    const startedAt = steadyClock();
    if (kept !== undefined && startedAt - kept.readAt <= Math.max(maxAgeMs, worth * kept.tookMs)) return kept.result;
    running ??= work()
      .then((result) => {
        const readAt = steadyClock();
        kept = { readAt, tookMs: readAt - startedAt, result };
        return result;
      })
      .finally(() => (running = undefined));
    return running;
  };
}
