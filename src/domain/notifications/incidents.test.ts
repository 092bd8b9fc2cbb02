import type { DeliveryAttempt } from './delivery';
import { neededResolves, type IncidentDelivery } from './incidents';

const now = new Date('2030-01-10T08:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const attempt = (result: DeliveryAttempt['result']): DeliveryAttempt => ({
  ...{ at: minutes(-5), durationMs: 10, result },
  error: result === 'delivered' ? null : 'http_503: away',
});

function row(id: string, change: Partial<IncidentDelivery> = {}): IncidentDelivery {
  return {
    id,
    firingId: 'firing',
    event: 'certificate_expiring',
    origins: [],
    profile: 'profile',
    profileVersion: 1,
    channel: 'pagerDuty',
    recipient: { kind: 'none', value: null },
    status: 'delivered',
    attempts: [],
    attemptCount: 0,
    nextAttemptAt: null,
    leaseUntil: null,
    attemptOwner: null,
    possibleRepeat: false,
    eraseWhenDone: false,
    message: null,
    incident: { action: 'trigger', certificate: 'c', cycle: 1, key: 'k' },
    createdAt: minutes(-60),
    firstAttemptAt: null,
    finishedAt: null,
    giveUpAt: minutes(60),
    ...change,
  };
}

const resolveOf = (answers: string, key = 'k') =>
  row(`resolve of ${answers}`, {
    status: 'queued',
    incident: { action: 'resolve', certificate: 'c', cycle: 1, key, answers },
  });
const keyed = (key: string) => ({ incident: { action: 'trigger' as const, certificate: 'c', cycle: 1, key } });

describe('neededResolves', () => {
  it.each<{ name: string; rows: readonly IncidentDelivery[]; answered: readonly string[] }>([
    { name: 'nothing', rows: [], answered: [] },
    { name: 'a delivered trigger', rows: [row('a')], answered: ['a'] },
    {
      name: 'a trigger that was tried in vain',
      rows: [row('a', { status: 'retrying', attempts: [attempt('failed')], attemptCount: 1 })],
      answered: ['a'],
    },
    {
      name: 'one that was given up or cancelled after a try',
      rows: [
        row('a', { status: 'undeliverable', attempts: [attempt('failed'), attempt('refused')] }),
        row('b', { ...keyed('other'), status: 'cancelled', attempts: [attempt('failed')] }),
      ],
      answered: ['a', 'b'],
    },
    {
      name: 'one that a worker may have sent before it died',
      rows: [row('a', { status: 'cancelled', possibleRepeat: true })],
      answered: ['a'],
    },
    {
      name: 'triggers that never left',
      rows: [
        row('a', { status: 'held' }),
        row('b', { ...keyed('other'), status: 'queued' }),
        row('c', { ...keyed('third'), status: 'cancelled' }),
      ],
      answered: [],
    },
    {
      name: 'a trigger that was refused',
      rows: [row('a', { status: 'undeliverable', attempts: [attempt('refused')], attemptCount: 1 })],
      answered: [],
    },
    {
      name: 'several notices of one incident, by the last',
      rows: [
        row('b', { createdAt: minutes(-30) }),
        row('a'),
        row('c', { createdAt: minutes(-10), status: 'cancelled' }),
      ],
      answered: ['b'],
    },
    { name: 'notices of one moment, always by the same', rows: [row('b'), row('a')], answered: ['b'] },
    { name: 'each incident', rows: [row('a'), row('b', keyed('other'))], answered: ['a', 'b'] },
    { name: 'no incident twice', rows: [row('a'), resolveOf('a'), row('b', keyed('other'))], answered: ['b'] },
    {
      name: 'an incident that was triggered again behind its resolve',
      rows: [row('a'), resolveOf('a'), row('b', { createdAt: minutes(-1) })],
      answered: ['b'],
    },
  ])('answers $name', ({ rows, answered }) => {
    const needed = neededResolves(rows, now);
    expect(needed.map(({ trigger }) => trigger.id)).toEqual(answered);
    expect(needed.every(({ notBefore }) => notBefore.getTime() === now.getTime())).toBe(true);
  });

  it('waits until a trigger that is on its way has arrived', () => {
    const rows = [row('a'), row('b', { createdAt: minutes(-1), status: 'sending', leaseUntil: minutes(1) })];
    expect(neededResolves(rows, now)).toEqual([{ trigger: rows[1], notBefore: minutes(1) }]);
    // A lease that ran out is waited for no more.
    expect(neededResolves(rows, minutes(5))).toMatchObject([{ notBefore: minutes(5) }]);
  });
});
