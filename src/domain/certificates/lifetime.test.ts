import { lifetimeDays, lifetimeUsedPercent } from './lifetime';

const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2030-04-01T00:00:00Z') };
const unreadable = { ...validity, notAfter: null };

describe('lifetimeDays', () => {
  it.each([
    ['whole days', validity, 90],
    ['a fraction', { ...validity, notAfter: new Date('2030-01-02T12:00:00Z') }, 1.5],
    ['an end before the start', { notBefore: validity.notAfter, notAfter: validity.notBefore }, -90],
    ['an end that cannot be read', unreadable, null],
  ])('%s', (_name, times, days) => expect(lifetimeDays(times)).toBe(days));
});

describe('lifetimeUsedPercent', () => {
  it.each([
    ['2030-01-01T00:00:00Z', 0],
    ['2030-02-15T00:00:00Z', 50],
    ['2030-04-01T00:00:00Z', 100],
    ['2030-05-16T00:00:00Z', 150],
    ['2029-11-17T00:00:00Z', -50],
  ])('at %s', (now, percent) => expect(lifetimeUsedPercent(validity, new Date(now))).toBe(percent));

  it.each([
    ['an end that cannot be read', unreadable],
    ['an end at the start', { notBefore: validity.notBefore, notAfter: validity.notBefore }],
    ['nothing', {}],
  ])('is unknown with %s', (_name, times) => expect(lifetimeUsedPercent(times, validity.notBefore)).toBeNull());
});
