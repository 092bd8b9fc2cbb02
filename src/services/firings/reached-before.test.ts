import type { Delivery } from '../../domain/notifications/delivery';
import { addressOf } from '../../domain/firings/replay';
import { reachedBefore } from './reached-before';

const delivery = (value: string, status: Delivery['status'] = 'delivered') =>
  ({ profile: 'p', channel: 'email', recipient: { kind: 'address', value }, status }) as Delivery;

/** `root` was replayed as `one` and `two`, and `one` as `deep`. */
const parents: Readonly<Record<string, string>> = { one: 'root', two: 'root', deep: 'one' };
const deliveries: Readonly<Record<string, readonly Delivery[]>> = {
  root: [delivery('a'), delivery('b', 'undeliverable')],
  one: [delivery('c')],
  deep: [delivery('d')],
};

it.each([
  ['two', ['a', 'c', 'd']],
  ['deep', ['a', 'c']],
  ['root', ['c', 'd']],
  ['stranger', []],
])('of %s counts all that it does again, and not itself', async (firingId, expected) => {
  const reached = await reachedBefore(
    {
      find: async (id) => ({ firingId: id, replayOf: parents[id] ?? null }),
      replaysOf: async (id) => Object.keys(parents).filter((child) => parents[child] === id),
      deliveriesOf: async (id) => deliveries[id] ?? [],
    },
    firingId,
  );
  expect([...reached].sort()).toEqual(expected.map((value) => addressOf(delivery(value))));
});
