import { noRenewal, type RenewalSettings } from '../authorities/renewal-settings';
import { isRenewable, nextRenewalTry, renewalMoment } from './renewal';

const day = 86_400_000;
const start = new Date('2030-01-01T00:00:00Z');
const inDays = (days: number) => new Date(start.getTime() + days * day);
const certificate = (lifetime: number, uuid = 'c') => ({ uuid, notBefore: start, notAfter: inDays(lifetime) });
const settings = (change: Partial<RenewalSettings>): RenewalSettings => ({
  ...{ ...noRenewal, enabled: true, days: null, percent: null, jitterHours: 0 },
  ...change,
});

describe('renewalMoment', () => {
  it.each<[string, number, Partial<RenewalSettings>, number | null]>([
    ['off', 90, { enabled: false, days: 30 }, null],
    ['nothing set', 90, {}, null],
    ['by days', 90, { days: 30 }, 60],
    ['by share', 90, { percent: 10 }, 81],
    ['the earlier of both', 90, { days: 5, percent: 20 }, 72],
    ['not before half of a short life', 10, { days: 30 }, 5],
  ])('%s, of %s days', (_, lifetime, change, expected) =>
    expect(renewalMoment(certificate(lifetime), settings(change), null)).toEqual(
      expected === null ? null : inDays(expected),
    ),
  );

  it('is brought forward by the jitter, for each certificate as much every time', () => {
    const at = (uuid: string) => renewalMoment(certificate(90, uuid), settings({ days: 30, jitterHours: 48 }), null)!;
    const moments = Array.from({ length: 40 }, (_, index) => at(`c-${index}`).getTime());
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(inDays(58).getTime());
    expect(Math.max(...moments)).toBeLessThanOrEqual(inDays(60).getTime());
    expect(new Set(moments).size).toBe(40);
    expect(at('c-1')).toEqual(at('c-1'));
  });

  it('is when the authority wants it, if that is earlier and asked for', () => {
    const window = { start: inDays(2), end: inDays(3) };
    const moment = renewalMoment(certificate(90), settings({ days: 30 }), window)!;
    expect(moment.getTime()).toBeGreaterThanOrEqual(window.start.getTime());
    expect(moment.getTime()).toBeLessThanOrEqual(window.end.getTime());
    expect(renewalMoment(certificate(90), settings({ days: 30, byAuthority: false }), window)).toEqual(inDays(60));
    const allOfIt = { start: inDays(0), end: inDays(90) };
    const drawn = renewalMoment(certificate(90), settings({ days: 1 }), allOfIt)!;
    // An open window is no reason to renew what has just been issued.
    expect(drawn.getTime()).toBeGreaterThanOrEqual(inDays(30).getTime());
    expect(renewalMoment({ ...certificate(90), notAfter: null }, settings({ days: 30 }), window)).toBeNull();
  });
});

describe('nextRenewalTry', () => {
  const failed = { origin: 'renewal', state: 'failed', finishedAt: start } as const;
  const issued = { ...failed, state: 'issued' } as const;
  it.each([
    [[], null],
    [[{ ...failed, origin: 'request' } as const], null],
    [[issued, failed], null],
    [[failed], 1],
    [[failed, failed], 2],
    [[failed, { ...failed, state: 'rejected' } as const, failed, issued, failed], 4],
    [Array<typeof failed>(9).fill(failed), 24],
  ])('after %j is %s hours later', (earlier, hours) =>
    expect(nextRenewalTry(earlier)).toEqual(hours === null ? null : new Date(start.getTime() + hours * 3_600_000)),
  );
});

it('only what was issued here, and is in force, is renewable', () => {
  const own = { source: 'issue', state: 'issued', archived: false } as const;
  expect(isRenewable(own)).toBe(true);
  expect([
    isRenewable({ ...own, source: 'upload' }),
    isRenewable({ ...own, state: 'revoked' }),
    isRenewable({ ...own, archived: true }),
  ]).toEqual([false, false, false]);
});
