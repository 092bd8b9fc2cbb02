import { isAcknowledgedAfter, planEnd, type EndFacts } from './ends';
import { timeLeft } from './time-left';

const now = new Date('2030-06-01T00:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const acknowledged = (at: Date, until: Date | null = null) => ({
  acknowledged: { by: { uuid: null, name: 'someone' }, at, comment: null, until },
});
const facts = (change: Partial<EndFacts> = {}, certificate: Partial<EndFacts['certificate']> = {}): EndFacts => ({
  certificate: { state: 'issued', archived: false, notAfter: days(-1), createdAt: days(-300), ...certificate },
  ...{ status: 'ahead', isReplaced: false, isTold: false, watch: undefined, announceExpiredOnArrival: true, now },
  ...change,
});

it.each([
  { name: 'it has just ended', of: facts(), plan: 'tell' },
  { name: 'it was told of', of: facts({ status: 'open' }), plan: 'open' },
  { name: 'it was told of and archived for a while', of: facts({ isTold: true }), plan: 'open' },
  { name: 'it is replaced', of: facts({ isReplaced: true }), plan: 'over' },
  { name: 'it is replaced late', of: facts({ status: 'open', isReplaced: true }), plan: 'over' },
  { name: 'it is revoked', of: facts({}, { state: 'revoked' }), plan: 'over' },
  { name: 'it is archived', of: facts({}, { archived: true }), plan: 'over' },
  { name: 'it was acknowledged before', of: facts({ watch: acknowledged(days(-2)) }), plan: 'tell' },
  { name: 'it is acknowledged since', of: facts({ watch: acknowledged(days(-0.5)) }), plan: 'open' },
  { name: 'it came too late', of: facts({}, { createdAt: days(0) }), plan: 'tell' },
  {
    name: 'it came too late and nobody wants to hear of such',
    of: facts({ announceExpiredOnArrival: false }, { createdAt: days(0) }),
    plan: 'open',
  },
  {
    name: 'it ended here, where nobody wants to hear of late ones',
    of: facts({ announceExpiredOnArrival: false }),
    plan: 'tell',
  },
])('$name: $plan', ({ of, plan }) => expect(planEnd(of)).toBe(plan));

it.each([
  [days(-2), null, false],
  [days(-1), null, true],
  [days(-0.5), days(1), true],
  [days(-0.5), days(-0.1), false],
])('acknowledged at %s until %s: %s', (at, until, is) =>
  expect(isAcknowledgedAfter(acknowledged(at, until), days(-1), now)).toBe(is),
);

it.each([
  [days(3), 3, null],
  [days(2), 2, null],
  [days(1.99), 1, 47],
  [days(23 / 24), 0, 23],
  [days(-0.01), 0, 0],
  [days(-0.9), 0, -21],
  [days(-1.4), -1, -33],
  [days(-2), -2, -48],
])('case-R10 %s: %s days, %s hours', (notAfter, daysLeft, hoursLeft) =>
  expect(timeLeft(notAfter, now)).toEqual({ daysLeft, hoursLeft }),
);
