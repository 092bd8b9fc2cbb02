import type { Firing } from '../../domain/firings/firing';
import { groupBy } from '../../domain/values/group-by';
import { toFiringDetail } from './history-view';
import { withRepeats, type EventHistoryRouteDeps } from './history-read';

/**
 * Reads firings in full: with their sets, deliveries, causes and replays. Those that have gone are left out; the others
 * keep the order of the ids.
 */
export function createDetailReader(deps: EventHistoryRouteDeps) {
  const { history, snapshots } = deps;
  return async function details(firingIds: readonly string[]): Promise<ReturnType<typeof toFiringDetail>[]> {
    const found = await withRepeats(await inOrder(firingIds), deps);
    const [directory, replays] = await Promise.all([
      deps.directory.snapshot(),
      history.replaysOfMany(found.map(({ firingId }) => firingId)),
    ]);
    const replaysOf = groupBy(replays, ({ replayOf }) => replayOf);
    return Promise.all(
      found.map(async (firing) => {
        const [sets, deliveries, causes] = await Promise.all([
          firing.snapshotId === null ? null : snapshots.load(firing.snapshotId),
          deps.deliveriesOf(firing.firingId),
          history.causesOf(firing),
        ]);
        return toFiringDetail({
          ...{ firing, sets, deliveries, causes },
          replays: (replaysOf.get(firing.firingId) ?? []).map(({ firingId }) => firingId),
          attributesByName: directory.attributesByName,
          usernameOf: (userUuid) => directory.users.get(userUuid)?.username ?? null,
          runUrl: deps.runUrl(firing.workflowId, firing.runId),
        });
      }),
    );
  };

  async function inOrder(firingIds: readonly string[]): Promise<Firing[]> {
    const rows = new Map((await history.findMany(firingIds)).map((firing) => [firing.firingId, firing]));
    return firingIds.flatMap((id) => rows.get(id) ?? []);
  }
}
