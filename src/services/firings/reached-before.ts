import type { Firing } from '../../domain/firings/firing';
import { addressesReached } from '../../domain/firings/replay';
import type { Delivery } from '../../domain/notifications/delivery';

/** Firings of a family that are looked at: replays of replays are few. */
const mostRelatives = 200;

export interface ReachedDeps {
  readonly find: (firingId: string) => Promise<Pick<Firing, 'firingId' | 'replayOf'> | null>;
  readonly replaysOf: (firingId: string) => Promise<readonly string[]>;
  readonly deliveriesOf: (firingId: string) => Promise<readonly Delivery[]>;
}

/** Whom the firings reached that a replay does again: its original, the original of that, and their other replays. */
export async function reachedBefore(deps: ReachedDeps, firingId: string): Promise<ReadonlySet<string>> {
  let root = firingId;
  for (let steps = 0; steps < mostRelatives; steps += 1) {
    const above = (await deps.find(root))?.replayOf ?? null;
    if (above === null) break;
    root = above;
  }
  const family = [root];
  for (let at = 0; at < family.length && family.length < mostRelatives; at += 1) {
    family.push(...(await deps.replaysOf(family[at]!)));
  }
  const others = family.filter((id) => id !== firingId);
  const deliveries = await Promise.all(others.map((id) => deps.deliveriesOf(id)));
  return addressesReached(deliveries.flat());
}
