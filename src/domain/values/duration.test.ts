import { addDuration, durationMs, millisecondsOf, parseDuration } from './duration';

describe('parseDuration', () => {
  it.each([
    ['P5DT4H', { months: 0, days: 5, timeMs: 14_400_000 }],
    ['PT1H', { months: 0, days: 0, timeMs: 3_600_000 }],
    ['P2W', { months: 0, days: 14, timeMs: 0 }],
    ['P1Y2M', { months: 14, days: 0, timeMs: 0 }],
    ['PT0.5S', { months: 0, days: 0, timeMs: 500 }],
    ['PT1.25S', { months: 0, days: 0, timeMs: 1250 }],
    ['P100Y', { months: 1200, days: 0, timeMs: 0 }],
    ['P36525D', { months: 0, days: 36_525, timeMs: 0 }],
  ])('reads %s', (text, expected) => expect(parseDuration(text)).toEqual(expected));

  it.each([
    ['empty', ''],
    ['no component', 'P'],
    ['no time component', 'PT'],
    ['T without time', 'P1DT'],
    ['zero', 'PT0S'],
    ['zero days', 'P0D'],
    ['negative', '-P1D'],
    ['negative component', 'P-1D'],
    ['weeks with days', 'P1W1D'],
    ['weeks with time', 'P1WT1H'],
    ['fraction of a day', 'P1.5D'],
    ['wrong order', 'P1M1Y'],
    ['lower case', 'p1d'],
    ['too long by a month', 'P100Y1M'],
    ['too long by a second', 'P100YT1S'],
    ['too long in days', 'P36526D'],
    ['huge', 'P999999Y'],
    ['many digits', `P${'9'.repeat(400)}D`],
    ['line end', 'P1D\n'],
    ['plain number', '30'],
  ])('refuses %s', (_name, text) => expect(parseDuration(text)).toBeUndefined());
});

describe('addDuration', () => {
  const at = (text: string, duration: string, sign: 1 | -1) =>
    addDuration(new Date(text), parseDuration(duration)!, sign).toISOString();

  it.each([
    ['2023-01-31T10:00:00Z', 'P1M', 1, '2023-02-28T10:00:00.000Z'],
    ['2024-01-31T10:00:00Z', 'P1M', 1, '2024-02-29T10:00:00.000Z'],
    ['2024-02-29T00:00:00Z', 'P1Y', 1, '2025-02-28T00:00:00.000Z'],
    ['2024-03-31T00:00:00Z', 'P1M', -1, '2024-02-29T00:00:00.000Z'],
    ['2024-01-15T00:00:00Z', 'P1M', -1, '2023-12-15T00:00:00.000Z'],
    ['2024-12-31T23:59:59.999Z', 'P1M1DT1H', 1, '2025-02-02T00:59:59.999Z'],
    ['2024-03-01T00:00:00Z', 'P1D', -1, '2024-02-29T00:00:00.000Z'],
  ] as const)('%s, %s, sign %d', (from, duration, sign, expected) => expect(at(from, duration, sign)).toBe(expected));

  it('counts milliseconds', () => {
    expect(durationMs(parseDuration('P1DT1S')!)).toBe(86_401_000);
    expect(durationMs(parseDuration('P1M')!, new Date('2024-02-01T00:00:00Z'))).toBe(29 * 86_400_000);
  });
});

it.each([
  ['PT1M', 60_000],
  ['P1D', 86_400_000],
  ['soon', 7],
  ['PT0S', 7],
])('%s is %d ms', (text, expected) => expect(millisecondsOf(text, 7)).toBe(expected));
