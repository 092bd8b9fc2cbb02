import { firstState, fromStored, toStored, waitMs } from './order-state';

const now = new Date('2027-01-01T00:00:00Z');

it('comes back from the store as it went there', () => {
  const state = {
    ...firstState(now),
    orderUrl: 'https://ca.example/1',
    answered: ['a', 'b'],
    repeats: 2,
    finalizedAt: 5,
  };
  expect(fromStored(toStored(state), new Date())).toEqual(state);
  expect(fromStored(toStored(firstState(now)), new Date())).toEqual(firstState(now));
  expect(fromStored(null, now)).toEqual(firstState(now));
});

it.each([
  [null, 0, 500],
  [null, 60_000, 2_000],
  [null, 600_000, 15_000],
  [0, 0, 500],
  [7_000, 0, 7_000],
  [86_400_000, 0, 3_600_000],
])('waits as asked (%j), %d ms after the beginning: %d ms', (asked, since, expected) => {
  expect(waitMs(asked, since)).toBe(expected);
});
