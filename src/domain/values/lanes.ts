/** Works on so many of the items at a time, in their order. Ends like `allEnded`. */
export async function inLanes<T>(items: Iterable<T>, lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await allEnded(
    Array.from({ length: Math.min(lanes, waiting.length) }, async () => {
      while (waiting.length > 0) await work(waiting.shift()!);
    }),
  );
}

/** Waits for all works, so that nothing outlives what they are part of; then the first failure counts. */
export async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(works);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
