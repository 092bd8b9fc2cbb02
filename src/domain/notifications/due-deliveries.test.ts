import { dueDeliveries, waitUntilNext } from './due-deliveries';

const now = new Date('2030-01-01T00:00:00Z');
const at = (ms: number) => new Date(now.getTime() + ms);

it('parts deliveries into those with work now and those that cost nothing until later', () => {
  const moments = [
    { id: 'lost', at: null },
    { id: 'now', at: now },
    { id: 'soon', at: at(5_000) },
    { id: 'held', at: at(9_000) },
  ];
  expect(dueDeliveries(moments, now)).toEqual({ due: ['lost', 'now'], later: 2, nextAt: at(5_000).getTime() });
  expect(dueDeliveries([], now)).toEqual({ due: [], later: 0, nextAt: Number.POSITIVE_INFINITY });
});

it.each([
  { name: 'nothing is open', open: 0, nextAt: at(5_000).getTime(), wait: 0 },
  { name: 'the next is due in five seconds', open: 1, nextAt: at(5_000).getTime(), wait: 5_000 },
  { name: 'the next is due at once', open: 1, nextAt: now.getTime(), wait: 1_000 },
  { name: 'nobody knows', open: 1, nextAt: Number.POSITIVE_INFINITY, wait: 10_000 },
])('waits $wait ms when $name', ({ open, nextAt, wait }) => expect(waitUntilNext(open, nextAt, now)).toBe(wait));
