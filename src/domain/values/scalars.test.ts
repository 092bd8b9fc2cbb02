import { formatTime, isStorableText, parseDay, parseInstant, parseNumber, parseTime } from './scalars';

describe('parseInstant', () => {
  it.each<[string, number | 'offset_missing' | undefined]>([
    ['2030-01-01T00:00:00Z', Date.UTC(2030, 0, 1)],
    ['2030-01-01t00:00:00z', Date.UTC(2030, 0, 1)],
    ['2030-01-01T00:00:00.1239Z', Date.UTC(2030, 0, 1, 0, 0, 0, 123)],
    ['2030-01-01T00:00:00-00:30', Date.UTC(2030, 0, 1, 0, 30)],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['2030-01-01T00:00:00', 'offset_missing'],
    ['2030-02-30T00:00:00', undefined],
    ['2030-01-01T24:00:00Z', undefined],
    ['2030-01-01T00:60:00Z', undefined],
    ['2030-01-01T00:00:60Z', undefined],
    ['2030-01-01T00:00:00+24:00', undefined],
    ['2030-01-01T00:00:00+01:60', undefined],
    ['2030-01-01T00:00Z', undefined],
    ['2030-01-01 00:00:00Z', undefined],
    ['2030-01-01', undefined],
    ['9999-12-31T23:59:59-00:01', undefined],
    ['0000-12-31T23:59:59Z', undefined],
    ['0001-01-01T00:00:00+00:01', undefined],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['+12030-01-01T00:00:00Z', undefined],
    ['2030-01-01T00:00:00Z\n', undefined],
    ['now', undefined],
  ])('%s', (text, expected) => expect(parseInstant(text)).toBe(expected));
});

describe('parseNumber', () => {
  it.each<[unknown, number | undefined]>([
    ['1', 1],
    ['1.0', 1],
    ['+1', 1],
    ['-.5', -0.5],
    ['1e3', 1000],
    [1.5, 1.5],
    ['', undefined],
    [' 1', undefined],
    ['0x10', undefined],
    ['1,5', undefined],
    ['Infinity', undefined],
    ['1e999', undefined],
    [Number.NaN, undefined],
    [true, undefined],
    [null, undefined],
    [[1], undefined],
    ['9'.repeat(1000), undefined],
  ])('%j', (value, expected) => expect(parseNumber(value)).toBe(expected));
});

describe('days and times', () => {
  it.each<[string, number | undefined]>([
    ['1970-01-02', 1],
    ['2000-02-29', 11_016],
    ['1900-02-29', undefined],
    ['2030-00-01', undefined],
    ['2030-01-32', undefined],
    ['30-01-01', undefined],
  ])('day %s', (text, expected) => expect(parseDay(text)).toBe(expected));

  it.each([0, 1, 999, 1000, 86_399_999])('time %d there and back', (ms) => expect(parseTime(formatTime(ms))).toBe(ms));

  it('sorts times as text', () => {
    const sorted = [0, 500, 1000, 1001, 36_000_000, 36_000_500].map(formatTime);
    expect([...sorted].sort()).toEqual(sorted);
  });
});

describe('isStorableText', () => {
  it.each([
    ['', true],
    ['😀', true],
    ['\ud83d', false],
    ['\ude00', false],
    ['a\0b', false],
  ])('%j', (text, expected) => expect(isStorableText(text)).toBe(expected));
});
