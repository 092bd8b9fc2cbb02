/** Works on so many of the items at a time, in their order. Ends like `allLanes`. */
export async function inLanes<T>(items: Iterable<T>, lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  await allLanes(
    Array.from({ length: Math.min(lanes, waiting.length) }, async () => {
      while (waiting.length > 0) await work(waiting.shift()!);
    }),
  );
}

/** Waits for all lanes, so that nothing outlives the work they are part of; then the first failure counts. */
export async function allLanes(lanes: readonly Promise<void>[]): Promise<void> {
  const ends = await Promise.allSettled(lanes);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
