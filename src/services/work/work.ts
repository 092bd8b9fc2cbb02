/** What a piece of work gets from whoever has it done; in a worker, the context of its activity. */
export interface Work {
  /** Aborts when nobody wants the work any more. */
  readonly signal: AbortSignal;
  /** Says that the work is alive, and how far it is: a later attempt may go on there. */
  readonly heartbeat: (progress?: unknown) => void;
  /** An earlier attempt may have done some of it. */
  readonly isRepeat: boolean;
}

/** Does the work with a heartbeat every so often, also while one part of it takes long. */
export async function withHeartbeats<T>(beat: () => void, everyMs: number, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(beat, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
