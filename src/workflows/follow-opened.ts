/** What the deliveries of firings are followed with. */
export interface FollowDeps {
  deliver(firingIds: readonly string[]): Promise<{ readonly open: number; readonly waitMs: number }>;
  /** Waits until it is so, at most so long; tells whether it is. */
  until(isSo: () => boolean, ms?: number): Promise<boolean>;
  /** The run of the workflow has come to a length at which another one goes on. */
  isLong(): boolean;
}

/**
 * Follows the deliveries of firings, and of those that the work beside it names, until none is open and the work has
 * ended; or until the run of the workflow is long.
 * @returns firings that are still to be followed
 */
export async function followWhileOpened(
  firingIds: readonly string[],
  deps: FollowDeps,
  work: (followed: (firingIds: readonly string[]) => void) => Promise<void>,
): Promise<readonly string[]> {
  const following = new Set(firingIds);
  let named = 0;
  let isAtWork = true;

  async function follow(): Promise<void> {
    while (!deps.isLong()) {
      if (following.size === 0) {
        if (!isAtWork) return;
        await deps.until(() => following.size > 0 || !isAtWork || deps.isLong());
        continue;
      }
      const seen = named;
      const { open, waitMs } = await deps.deliver([...following]);
      if (open > 0) await deps.until(() => named !== seen || deps.isLong(), waitMs);
      else if (named === seen) following.clear();
    }
  }

  const ends = await Promise.allSettled([
    work((more) => {
      more.forEach((firingId) => following.add(firingId));
      named += 1;
    }).finally(() => (isAtWork = false)),
    follow(),
  ]);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return [...following];
}
