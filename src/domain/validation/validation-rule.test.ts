import { defaultPlatformSettings } from '../settings/platform';
import { isCheckDue, isWorthChecking, nextCheckAt, validationRuleFor } from './validation-rule';

const now = new Date('2030-01-10T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const inherits = {
  validationEnabled: null,
  validationFrequency: null,
  expiringThreshold: null,
  expiringThresholdPercent: null,
  replacementDetection: null,
};

describe('the rule of regular validation', () => {
  it('is the platform’s, with its own threshold for expiring', () => {
    expect(validationRuleFor(undefined, defaultPlatformSettings)).toMatchObject({
      enabled: true,
      frequency: 'P1D',
      expiring: { threshold: 'P30D', percent: 33 },
    });
    const validation = { enabled: false, frequency: 'PT1H', expiringThreshold: 'P10D' };
    expect(validationRuleFor(inherits, { ...defaultPlatformSettings, validation })).toMatchObject({
      enabled: false,
      frequency: 'PT1H',
      expiring: { threshold: 'P10D' },
    });
  });

  it('takes from the RA profile what that has of its own', () => {
    const own = { ...inherits, validationEnabled: false, validationFrequency: 'P7D', expiringThreshold: 'P3D' };
    expect(validationRuleFor(own, defaultPlatformSettings)).toMatchObject({
      enabled: false,
      frequency: 'P7D',
      expiring: { threshold: 'P3D', percent: 33 },
    });
  });

  it.each([
    ['an issued one', { state: 'issued', archived: false, validationStatus: 'valid' }, true],
    ['one that was never checked', { state: 'issued', archived: false, validationStatus: 'not_checked' }, true],
    ['an archived one', { state: 'issued', archived: true, validationStatus: 'valid' }, false],
    ['a revoked one', { state: 'revoked', archived: false, validationStatus: 'revoked' }, false],
    [
      'one that was revoked after the last check',
      { state: 'revoked', archived: false, validationStatus: 'valid' },
      true,
    ],
    ['one that is over', { state: 'issued', archived: false, validationStatus: 'expired' }, false],
    ['a request', { state: 'requested', archived: false, validationStatus: 'not_checked' }, false],
  ] as const)('says of %s whether checking is worth it', (_what, certificate, isWorth) => {
    expect(isWorthChecking(certificate)).toBe(isWorth);
  });

  it.each([
    ['never checked', null, 'P1D', true],
    ['checked a day ago', ago(24), 'P1D', true],
    ['checked nearly a day ago, by the minute of the schedule', ago(23.9), 'P1D', true],
    ['checked an hour ago', ago(1), 'P1D', false],
    ['checked an hour ago', ago(1), 'PT1H', true],
    ['checked six days ago', ago(144), 'P7D', false],
  ])('is due when %s (%s, every %s)', (_what, checkedAt, frequency, isDue) => {
    const rule = { ...validationRuleFor(undefined, defaultPlatformSettings), frequency };
    expect(isCheckDue(checkedAt, now, rule)).toBe(isDue);
    expect(isCheckDue(checkedAt, now, { ...rule, enabled: false })).toBe(false);
  });

  it('looks again after the frequency, and after a day at most, so that a shorter one holds soon', () => {
    const rule = validationRuleFor(undefined, defaultPlatformSettings);
    const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
    expect(nextCheckAt(now, { ...rule, frequency: 'PT1H' })).toEqual(inHours(1));
    expect(nextCheckAt(now, { ...rule, frequency: 'P30D' })).toEqual(inHours(24));
    expect(nextCheckAt(now, { ...rule, enabled: false, frequency: 'PT1H' })).toEqual(inHours(24));
  });
});
