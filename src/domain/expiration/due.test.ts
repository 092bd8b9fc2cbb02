import type { CertificateState } from '../certificates/certificate';
import { noRenewal } from '../authorities/renewal-settings';
import { defaultPlatformSettings } from '../settings/platform';
import {
  dueFrom,
  isInWindow,
  isValidReplacement,
  ruleFor,
  widestThresholdMs,
  type ExpirationRule,
  type ExpiringSubject,
} from './due';

const day = 86_400_000;
const now = new Date('2030-06-01T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * day);
const rule = (change: Partial<ExpirationRule> = {}): ExpirationRule => ({
  threshold: 'P30D',
  percent: null,
  byAuthority: false,
  replacementDetection: 'automatic',
  requireAllPurposes: false,
  ...change,
});
const subject = (change: Partial<ExpiringSubject> = {}): ExpiringSubject => ({
  state: 'issued',
  archived: false,
  notBefore: inDays(-335),
  notAfter: inDays(10),
  ...change,
});

describe('ruleFor', () => {
  const platform = {
    expiringThreshold: 'P30D',
    expiringThresholdPercent: 20,
    replacementDetection: 'automatic',
    replacement: { requireAllPurposes: false },
  } as const;
  const inherited = { expiringThreshold: null, expiringThresholdPercent: null, replacementDetection: null };
  it.each([
    { name: 'no profile', profile: null, expected: rule({ percent: 20 }) },
    { name: 'a profile that inherits all', profile: inherited, expected: rule({ percent: 20 }) },
    {
      name: 'a profile with all of its own',
      profile: { expiringThreshold: 'P7D', expiringThresholdPercent: 5, replacementDetection: 'explicit' as const },
      expected: rule({ threshold: 'P7D', percent: 5, replacementDetection: 'explicit' }),
    },
    {
      name: 'a profile that hears its authority',
      profile: { ...inherited, renewal: { ...noRenewal, byAuthority: true } },
      expected: rule({ percent: 20, byAuthority: true }),
    },
    {
      name: 'a threshold only',
      profile: { ...inherited, expiringThreshold: 'P90D' },
      expected: rule({ threshold: 'P90D', percent: 20 }),
    },
    { name: 'a profile of a release without the percentage', profile: {}, expected: rule({ percent: 20 }) },
  ])('$name', ({ profile, expected }) => expect(ruleFor(profile, platform)).toEqual(expected));

  it('is 30 days or a third of the life unless somebody says otherwise', () =>
    expect(ruleFor(null, defaultPlatformSettings)).toEqual(rule({ percent: 33 })));
});

describe('dueFrom', () => {
  const validity = (notBefore: string | null, notAfter: string | null) => ({
    notBefore: notBefore === null ? null : new Date(notBefore),
    notAfter: notAfter === null ? null : new Date(notAfter),
  });
  const year = validity('2029-01-01T00:00:00Z', '2030-01-01T00:00:00Z');
  const tenDays = validity('2030-01-01T00:00:00Z', '2030-01-11T00:00:00Z');
  it.each([
    { name: 'days', of: year, by: rule(), from: '2029-12-02T00:00:00.000Z' },
    { name: 'hours', of: year, by: rule({ threshold: 'PT36H' }), from: '2029-12-30T12:00:00.000Z' },
    { name: 'a calendar month', of: year, by: rule({ threshold: 'P1M' }), from: '2029-12-01T00:00:00.000Z' },
    {
      name: 'a month that has no such day',
      of: validity('2029-01-01T00:00:00Z', '2030-03-31T00:00:00Z'),
      by: rule({ threshold: 'P1M' }),
      from: '2030-02-28T00:00:00.000Z',
    },
    {
      name: 'days over a change of summer time anywhere are days of 24 hours',
      of: validity('2029-01-01T00:00:00Z', '2030-04-15T01:30:00Z'),
      by: rule(),
      from: '2030-03-16T01:30:00.000Z',
    },
    {
      name: 'a percentage that begins later',
      of: tenDays,
      by: rule({ percent: 20 }),
      from: '2030-01-09T00:00:00.000Z',
    },
    { name: 'a percentage that begins earlier', of: year, by: rule({ percent: 20 }), from: '2029-12-02T00:00:00.000Z' },
    { name: 'one percent', of: tenDays, by: rule({ percent: 1 }), from: '2030-01-10T21:36:00.000Z' },
    { name: 'never before notBefore', of: tenDays, by: rule(), from: '2030-01-01T00:00:00.000Z' },
    { name: 'the whole lifetime', of: tenDays, by: rule({ percent: 100 }), from: '2030-01-01T00:00:00.000Z' },
    {
      name: 'a percentage without notBefore',
      of: validity(null, '2030-01-11T00:00:00Z'),
      by: rule({ percent: 20 }),
      from: '2029-12-12T00:00:00.000Z',
    },
    {
      name: 'a percentage of no lifetime',
      of: validity('2030-02-01T00:00:00Z', '2030-01-11T00:00:00Z'),
      by: rule({ percent: 20 }),
      from: '2029-12-12T00:00:00.000Z',
    },
    ...[
      { name: 'what its authority wanted before', renewBy: '2029-06-01T00:00:00.000Z' },
      { name: 'what its authority wants later', renewBy: '2029-12-20T00:00:00Z', from: '2029-12-02T00:00:00.000Z' },
      {
        name: 'what its authority wanted before it began',
        renewBy: '2028-01-01T00:00:00Z',
        from: '2029-01-01T00:00:00.000Z',
      },
      {
        name: 'an authority that nobody hears',
        renewBy: '2029-06-01T00:00:00Z',
        isHeard: false,
        from: '2029-12-02T00:00:00.000Z',
      },
    ].map(({ name, renewBy, isHeard = true, from = renewBy }) => ({
      ...{ name, of: { ...year, renewBy: new Date(renewBy) }, by: rule({ byAuthority: isHeard }), from },
    })),
    {
      name: 'what its authority wanted, without notBefore',
      of: { ...validity(null, '2030-01-11T00:00:00Z'), renewBy: new Date('2029-06-01T00:00:00Z') },
      by: rule({ byAuthority: true }),
      from: '2029-06-01T00:00:00.000Z',
    },
    { name: 'an unreadable notAfter', of: validity('2029-01-01T00:00:00Z', null), by: rule(), from: undefined },
    { name: 'an invalid notAfter', of: validity('2029-01-01T00:00:00Z', 'never'), by: rule(), from: undefined },
    {
      name: 'a threshold nobody can read',
      of: year,
      by: rule({ threshold: 'soon' }),
      from: '2029-12-02T00:00:00.000Z',
    },
  ])('$name', ({ of, by, from }) => expect(dueFrom(of, by)?.toISOString()).toBe(from));
});

describe('case-R10 short lives with the settings as they come', () => {
  const byDefault = ruleFor(null, defaultPlatformSettings);
  const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
  it.each([
    { life: 24, window: 7.92 },
    { life: 6 * 24, window: 47.52 },
    { life: 29 * 24, window: 229.68 },
    { life: 47 * 24, window: 372.24 },
    { life: 398 * 24, window: 720 },
  ])('of $life hours: due in the last $window', ({ life, window }) => {
    const validity = { notBefore: hours(0), notAfter: hours(life) };
    const from = dueFrom(validity, byDefault)!;
    expect((validity.notAfter.getTime() - from.getTime()) / 3_600_000).toBeCloseTo(window, 5);
    expect(from >= validity.notBefore).toBe(true);
  });

  it.each([24, 6 * 24, 29 * 24])('of %i hours, renewed in time: the old one is silent, and the new one', (life) => {
    const renewedAt = hours(Math.ceil(life * 0.7));
    const old = subject({ notBefore: hours(0), notAfter: hours(life) });
    const end = new Date(renewedAt.getTime() + life * 3_600_000);
    const fresh = subject({ notBefore: renewedAt, notAfter: end });
    for (let at = renewedAt; at < end; at = new Date(at.getTime() + 3_600_000)) {
      const left = (end.getTime() - at.getTime()) / (life * 3_600_000);
      expect(isInWindow(fresh, byDefault, at)).toBe(left <= 0.33);
      if (at < hours(life) && left > 0.33) expect(isValidReplacement(fresh, old, byDefault, at)).toBe(true);
    }
  });
});

describe('isInWindow', () => {
  const states: CertificateState[] = ['requested', 'pending_issue', 'pending_revoke', 'revoked', 'rejected', 'failed'];
  const moment = (ms: number) => new Date(now.getTime() + ms);
  it.each([
    { name: '29 days left', certificate: subject({ notAfter: inDays(29) }), is: true },
    { name: '31 days left', certificate: subject({ notAfter: inDays(31) }), is: false },
    { name: 'a day too late', certificate: subject({ notAfter: inDays(-1) }), is: false },
    { name: 'exactly the threshold left', certificate: subject({ notAfter: inDays(30) }), is: true },
    { name: 'a millisecond more', certificate: subject({ notAfter: moment(30 * day + 1) }), is: false },
    { name: 'at notAfter', certificate: subject({ notAfter: now }), is: false },
    { name: 'a millisecond before notAfter', certificate: subject({ notAfter: moment(1) }), is: true },
    { name: 'archived', certificate: subject({ archived: true }), is: false },
    { name: 'notAfter unreadable', certificate: subject({ notAfter: null }), is: false },
    { name: 'notBefore unreadable', certificate: subject({ notBefore: null }), is: true },
    { name: 'not valid yet, but soon over', certificate: subject({ notBefore: inDays(1) }), is: false },
    ...states.map((state) => ({ name: state, certificate: subject({ state }), is: false })),
  ])('$name: $is', ({ certificate, is }) => expect(isInWindow(certificate, rule(), now)).toBe(is));

  it('follows the rule of its RA profile', () => {
    expect(isInWindow(subject({ notAfter: inDays(31) }), rule({ threshold: 'P60D' }), now)).toBe(true);
    expect(isInWindow(subject({ notAfter: inDays(29) }), rule({ threshold: 'P7D' }), now)).toBe(false);
  });

  it('waits for the percentage of a short-lived certificate', () => {
    const short = subject({ notBefore: inDays(-7), notAfter: inDays(3) });
    expect(isInWindow(short, rule({ percent: 20 }), now)).toBe(false);
    expect(isInWindow(short, rule({ percent: 30 }), now)).toBe(true);
    expect(isInWindow(short, rule({ percent: 29 }), now)).toBe(false);
  });
});

describe('isValidReplacement', () => {
  const predecessor = { notBefore: inDays(-355), notAfter: inDays(10) };
  const good = { notBefore: inDays(-1), notAfter: inDays(364) };
  const successor = (change: Partial<ExpiringSubject> = {}) => subject({ ...good, ...change });
  it.each([
    { name: 'issued and valid for longer', of: successor(), is: true },
    { name: 'revoked', of: successor({ state: 'revoked' }), is: false },
    { name: 'about to be revoked', of: successor({ state: 'pending_revoke' }), is: false },
    { name: 'not issued yet', of: successor({ state: 'pending_issue' }), is: false },
    { name: 'archived', of: successor({ archived: true }), is: false },
    { name: 'expired', of: successor({ notBefore: inDays(-400), notAfter: inDays(-1) }), is: false },
    { name: 'in its own window', of: successor({ notAfter: inDays(29) }), is: false },
    { name: 'at the edge of its own window', of: successor({ notAfter: inDays(30) }), is: false },
    { name: 'just outside its own window', of: successor({ notAfter: new Date(inDays(30).getTime() + 1) }), is: true },
    { name: 'as long as the predecessor', of: successor({ notAfter: inDays(10) }), is: false },
    { name: 'shorter', of: successor({ notAfter: inDays(9) }), is: false },
    { name: 'beginning when the predecessor ends', of: successor({ notBefore: inDays(10) }), is: true },
    {
      name: 'beginning a moment too late',
      of: successor({ notBefore: new Date(inDays(10).getTime() + 1) }),
      is: false,
    },
    { name: 'notAfter unreadable', of: successor({ notAfter: null }), is: false },
    { name: 'notBefore unreadable', of: successor({ notBefore: null }), is: false },
  ])('$name: $is', ({ of, is }) => expect(isValidReplacement(of, predecessor, rule(), now)).toBe(is));

  it('compares a successor with its own rule', () => {
    const short = successor({ notAfter: inDays(29) });
    expect(isValidReplacement(short, predecessor, rule({ threshold: 'P7D' }), now)).toBe(true);
    expect(isValidReplacement(successor(), predecessor, rule({ threshold: 'P2Y' }), now)).toBe(false);
  });

  it('silences nothing whose end is unknown', () =>
    expect(isValidReplacement(successor(), { notAfter: null }, rule(), now)).toBe(false));

  it('of a predecessor that is over already, when there was no gap', () => {
    const over = { notBefore: inDays(-365), notAfter: inDays(-1) };
    expect(isValidReplacement(successor({ notBefore: inDays(-1) }), over, rule(), now)).toBe(true);
    expect(isValidReplacement(successor({ notBefore: now }), over, rule(), now)).toBe(false);
  });
});

describe('widestThresholdMs', () => {
  const of = (...thresholds: (string | null)[]) =>
    widestThresholdMs(
      { expiringThreshold: 'P30D' },
      thresholds.map((expiringThreshold) => ({ expiringThreshold })),
    ) / day;
  it.each([
    { name: 'the platform alone', thresholds: [], days: 30 },
    { name: 'a profile that inherits', thresholds: [null], days: 30 },
    { name: 'shorter ones', thresholds: ['P7D', 'PT1H'], days: 30 },
    { name: 'the longest of all', thresholds: ['P7D', 'P90D', null], days: 90 },
    { name: 'calendar months', thresholds: ['P2M'], days: 62 },
    { name: 'months, days and hours', thresholds: ['P1M1DT12H'], days: 32.5 },
  ])('$name', ({ thresholds, days }) => expect(of(...thresholds)).toBe(days));

  it('covers every certificate that a calendar threshold makes due', () => {
    for (const threshold of ['P1M', 'P2M', 'P3M', 'P6M', 'P1Y', 'P2Y', 'P10Y']) {
      const bound = widestThresholdMs({ expiringThreshold: threshold }, []);
      for (let index = 0; index < 400; index += 1) {
        const notAfter = inDays(index);
        const from = dueFrom({ notBefore: null, notAfter }, rule({ threshold }))!;
        expect(notAfter.getTime() - from.getTime()).toBeLessThanOrEqual(bound);
      }
    }
  });
});
