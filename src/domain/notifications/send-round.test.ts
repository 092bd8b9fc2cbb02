import { deliveryOf, inDays, start } from '../../../test/support/builders';
import { roundOf } from './send-round';

it.each([
  { name: 'nothing open', rows: [deliveryOf('a', { status: 'delivered' })], open: 0, next: null, finished: ['a'] },
  { name: 'queued', rows: [deliveryOf('a')], open: 1, next: start, finished: [] },
  {
    name: 'the earliest counts, a lease as well as an attempt',
    rows: [
      deliveryOf('a', { status: 'retrying', nextAttemptAt: inDays(2) }),
      deliveryOf('b', { status: 'sending', nextAttemptAt: start, leaseUntil: inDays(1) }),
      deliveryOf('c', { status: 'undeliverable' }),
    ],
    open: 2,
    next: inDays(1),
    finished: ['c'],
  },
])('a round with $name', ({ rows, open, next, finished }) => {
  const round = roundOf(rows);
  expect(round).toMatchObject({ open, nextAttemptAt: next?.toISOString() ?? null });
  expect(round.finished.map(({ id }) => id)).toEqual(finished);
});
