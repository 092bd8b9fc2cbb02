import { isLive, timeOutOf } from './session';

const hour = 3_600_000;
const limits = { idleMs: 8 * hour, absoluteMs: 168 * hour };
const at = (hours: number) => new Date(Date.UTC(2030, 0, 1) + hours * hour);

it.each([
  ['is used', { createdAt: at(0), lastUsedAt: at(7), endedAt: null }, at(14), true],
  ['has idled', { createdAt: at(0), lastUsedAt: at(7), endedAt: null }, at(15), false],
  ['is too old, however much it is used', { createdAt: at(0), lastUsedAt: at(167), endedAt: null }, at(168), false],
  ['was ended', { createdAt: at(0), lastUsedAt: at(1), endedAt: at(1) }, at(1), false],
])('a session that %s', (_name, session, now, live) => expect(isLive(session, limits, now)).toBe(live));

it('tells the earlier of the two limits', () => {
  expect(timeOutOf({ createdAt: at(0), lastUsedAt: at(1) }, limits)).toEqual(at(9));
  expect(timeOutOf({ createdAt: at(0), lastUsedAt: at(165) }, limits)).toEqual(at(168));
});
