import { retryAfterMs } from './retry-after';

const now = Date.UTC(1994, 10, 6, 8, 0, 0);
const ahead = 49 * 60_000 + 37_000;

it.each([
  ['0', 0],
  ['120', 120_000],
  ['3600.5', 3_601_000],
  ['0.001', 1_000],
  ['1.0', 1_000],
  [' 7 ', 7_000],
  ['86400000000', 86_400_000_000_000],
  ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ['Sun, 06 Nov 1994 08:49:37 GMT', ahead],
  ['Sunday, 06-Nov-94 08:49:37 GMT', ahead],
  ['Sun Nov  6 08:49:37 1994', ahead],
  ['Sat, 05 Nov 1994 08:49:37 GMT', 0],
  ['', null],
  ['-1', null],
  ['+1', null],
  ['1e3', null],
  ['.5', null],
  ['5.', null],
  ['1,5', null],
  ['0x10', null],
  ['soon', null],
  ['2030', 2_030_000],
  ['2030-01-01T00:00:00Z', null],
  ['Sun, 06 Nov 1994 08:49:37', null],
  ['Sun, 06 Nov 1994 08:49:37 +0000', null],
  ['Sun, 6 Nov 1994 08:49:37 GMT', null],
  ['Wed, 31 Feb 2029 00:00:00 GMT', null],
  ['Sun, 06 Nov 1994 24:00:00 GMT', null],
  ['Sun, 06 Nov 1994 08:49:37 GMT, 5', null],
] as const)('%s is %s', (header, expected) => {
  const asked = retryAfterMs(header, now);
  expect(asked).toBe(expected === null ? null : Math.max(0, expected));
});

it('two digits of a year are near today', () => {
  const at = (year: number) => Date.UTC(year, 0, 1);
  expect(retryAfterMs('Friday, 01-Jan-27 00:00:00 GMT', at(2026))).toBe(at(2027) - at(2026));
  expect(retryAfterMs('Friday, 01-Jan-77 00:00:00 GMT', at(2026))).toBe(0);
  expect(retryAfterMs('Friday, 01-Jan-76 00:00:00 GMT', at(2026))).toBe(at(2076) - at(2026));
});
