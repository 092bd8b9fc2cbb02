import { compareRounds, type Figure, figures, figuresIn, tableOf } from './comparison';
import { medianOf } from './statistics';

const slow: Figure = { name: 'upload, p50', path: ['uploadMs', 'p50'], unit: 'ms' };
const rate: Figure = { name: 'bulk', path: ['bulkPerSecond'], unit: '/s' };

describe('medianOf', () => {
  it.each([
    { name: 'nothing', values: [], expected: undefined },
    { name: 'one', values: [3], expected: 3 },
    { name: 'odd, unsorted', values: [30, 1, 4], expected: 4 },
    { name: 'even: between the two in the middle', values: [10, 1, 4, 2], expected: 3 },
  ])('$name', ({ values, expected }) => {
    expect(medianOf(values)).toBe(expected);
  });
});

describe('figuresIn', () => {
  it.each([
    { name: 'the line among others', output: 'bench: x\n{"a":1}\nstopped\n', expected: { a: 1 } },
    { name: 'the last of two', output: '{"a":1}\n{"a":2}', expected: { a: 2 } },
    { name: 'log lines with braces', output: '{"a":1}\n{"broken}\n{ sdk: 1 }\n}\n', expected: { a: 1 } },
    { name: 'none', output: 'bench: making certificates\n', expected: undefined },
  ])('$name', ({ output, expected }) => {
    expect(figuresIn(output)).toEqual(expected);
  });
});

describe('compareRounds', () => {
  const milliseconds = (before: number, after: number) => ({
    before: { uploadMs: { p50: before } },
    after: { uploadMs: { p50: after } },
  });
  const perSecond = (before: number, after: number) => ({
    before: { bulkPerSecond: before },
    after: { bulkPerSecond: after },
  });

  it.each([
    { name: 'slower, within', figure: slow, round: milliseconds(50, 54), ratio: 1.08, isWorse: false },
    { name: 'slower, exactly at the limit', figure: slow, round: milliseconds(50, 55), ratio: 1.1, isWorse: false },
    { name: 'slower, beyond', figure: slow, round: milliseconds(50, 55.1), ratio: 1.1, isWorse: true },
    { name: 'quicker', figure: slow, round: milliseconds(50, 20), ratio: 0.4, isWorse: false },
    { name: 'lower rate, exactly at the limit', figure: rate, round: perSecond(100, 90), ratio: 0.9, isWorse: false },
    { name: 'lower rate, beyond', figure: rate, round: perSecond(100, 89), ratio: 0.89, isWorse: true },
    { name: 'higher rate', figure: rate, round: perSecond(100, 200), ratio: 2, isWorse: false },
    { name: 'unknown to the old build', figure: slow, round: { ...milliseconds(1, 9), before: {} }, isWorse: false },
    { name: 'no number', figure: rate, round: { ...perSecond(1, 9), after: { bulkPerSecond: null } }, isWorse: false },
    { name: 'nothing to divide by', figure: rate, round: perSecond(0, 9), isWorse: false },
  ])('$name', ({ figure, round, ratio, isWorse }) => {
    expect(compareRounds([figure], [round], 10)).toEqual([expect.objectContaining({ ratio, isWorse })]);
  });

  it('takes the median of each build and says how far its rounds lie apart', () => {
    const rounds = [milliseconds(50, 60), milliseconds(40, 300), milliseconds(90, 20)];
    expect(compareRounds([slow], rounds, 10)).toEqual([
      {
        ...{ name: 'upload, p50', unit: 'ms', before: 50, after: 60, ratio: 1.2, isWorse: true },
        spread: { before: [40, 90], after: [20, 300] },
      },
    ]);
  });
});

describe('tableOf', () => {
  it('prints both columns, the ratio and a mark', () => {
    const rounds = [
      { before: { uploadMs: { p50: 50 }, bulkPerSecond: 800 }, after: { uploadMs: { p50: 40 }, bulkPerSecond: 400 } },
      { before: { uploadMs: { p50: 52 } }, after: { uploadMs: { p50: 40 }, bulkPerSecond: 400 } },
    ];
    const unknown: Figure = { name: 'memory', path: ['residentMbAfter'], unit: 'MB' };
    const table = tableOf(compareRounds([slow, rate, unknown], rounds, 10), { before: '37149e9', after: 'now' }, 10);
    expect(table).toEqual([
      '                      37149e9     now  ratio',
      'upload, p50  51 ms (50 to 52)   40 ms   0.78',
      'bulk                   800 /s  400 /s   0.50  worse by more than 10 %',
      'memory                      -       -      -',
    ]);
  });
});

describe('figures', () => {
  it('have names of their own in each subject', () => {
    for (const wanted of Object.values(figures)) {
      expect(new Set(wanted.map(({ name }) => name)).size).toBe(wanted.length);
    }
  });
});
