import { defaultPace, nextAttemptAt } from './pace';

const now = new Date('2030-01-01T00:00:00Z');
const giveUpAt = new Date('2030-01-02T00:00:00Z');
const seconds = (failures: number, retryAfterMs: number | null = null, at = now, spread = 0) => {
  const next = nextAttemptAt(defaultPace, failures, at, giveUpAt, retryAfterMs, spread);
  return next === null ? null : (next.getTime() - at.getTime()) / 1000;
};

describe('nextAttemptAt', () => {
  it.each([
    [1, 10],
    [2, 20],
    [3, 40],
    [7, 640],
    [8, 900],
    [500, 900],
  ])('after failure %i waits %i s', (failures, expected) => expect(seconds(failures)).toBe(expected));

  it.each([
    { name: 'Retry-After lengthens', failures: 1, retryAfterMs: 120_000, expected: 120 },
    { name: 'Retry-After does not shorten', failures: 8, retryAfterMs: 1_000, expected: 900 },
    { name: 'Retry-After may exceed the longest pause', failures: 1, retryAfterMs: 3_600_000, expected: 3_600 },
    { name: 'case-M2: fractions were rounded up', failures: 1, retryAfterMs: 3_601_000, expected: 3_601 },
    { name: 'Retry-After beyond the limit: once more at it', failures: 1, retryAfterMs: 90_000_000, expected: 86_400 },
    { name: 'however far', failures: 1, retryAfterMs: Number.MAX_SAFE_INTEGER, expected: 86_400 },
  ])('$name', ({ failures, retryAfterMs, expected }) => expect(seconds(failures, retryAfterMs)).toBe(expected));

  it('spreads by a tenth at most and never beyond the longest pause', () => {
    expect(seconds(1, null, now, 1)).toBe(11);
    expect(seconds(9, null, now, 1)).toBe(900);
  });

  it('the last attempt that a Retry-After has left is the last one', () => {
    expect(seconds(2, 90_000_000, giveUpAt)).toBeNull();
    expect(seconds(2, 90_000_000, new Date(giveUpAt.getTime() - 1_000))).toBe(1);
    expect(seconds(2, 500, new Date(giveUpAt.getTime() - 1_000))).toBeNull();
  });

  it('gives up after the limit, not at it', () => {
    expect(seconds(1, null, new Date(giveUpAt.getTime() - 10_000))).toBe(10);
    expect(seconds(1, null, new Date(giveUpAt.getTime() - 9_999))).toBeNull();
  });
});
