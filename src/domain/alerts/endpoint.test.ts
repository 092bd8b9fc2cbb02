import { stateByTime } from './endpoint';

const now = new Date('2030-01-10T00:00:00Z');

it.each([
  ['holds beyond the warning', '2030-01-18T00:00:00Z', 'healthy'],
  ['holds as long as the warning says', '2030-01-17T00:00:00Z', 'warning'],
  ['holds until now', '2030-01-10T00:00:00Z', 'warning'],
  ['is over', '2030-01-09T23:59:59Z', 'expired'],
])('what %s', (_name, at, state) => {
  const check = stateByTime({ thisUpdate: null, nextUpdate: new Date(at) }, now, 7);
  expect(check).toMatchObject({ state, nextUpdate: new Date(at) });
  expect(check.detail).toContain(new Date(at).toISOString());
});

it('what does not say how long it holds is healthy', () => {
  expect(stateByTime({ thisUpdate: now, nextUpdate: null }, now, 7)).toMatchObject({
    state: 'healthy',
    nextUpdate: null,
  });
});

it.each([
  ['a week, with the last third', 7, 3, 'healthy'],
  ['a week, with the last third', 7, 2, 'warning'],
  ['a day, with the last third', 1, 0.5, 'healthy'],
  ['a day, with the last third', 1, 0.3, 'warning'],
  ['ten days, by the days that are set', 10, 7, 'warning'],
])('warns of what holds for %s', (_name, whole, left, state) => {
  const at = (days: number) => new Date(now.getTime() + days * 86_400_000);
  expect(stateByTime({ thisUpdate: at(left - whole), nextUpdate: at(left) }, now, 7).state).toBe(state);
});
