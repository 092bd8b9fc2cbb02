import { describe, expect, it } from 'vitest';
import { missingFor, plainCondition, readCondition, wouldHaveMatched } from './results';

const leaf = (field: string, result?: 'true' | 'false' | 'error') => ({
  ...{ source: 'property', field, operator: 'LESSER', value: 2048 },
  ...(result === undefined ? {} : { result, actual: 4096, reason: `${field} says ${result}` }),
});
const truth = (condition: unknown) => readCondition(condition)?.truth;

describe('reading a condition with its results', () => {
  it('keeps wanted and actual value of a comparison', () => {
    expect(readCondition(leaf('KEY_SIZE', 'false'))).toMatchObject({
      ...{ kind: 'leaf', truth: 'false', field: 'KEY_SIZE', wanted: 2048, actual: 4096, reason: 'KEY_SIZE says false' },
    });
  });

  it('never takes an error for a comparison that does not hold', () => {
    expect(truth({ all: [leaf('A', 'true'), leaf('B', 'error')] })).toBe('error');
    expect(truth({ any: [leaf('A', 'false'), leaf('B', 'error')] })).toBe('error');
    expect(truth({ not: leaf('A', 'error') })).toBe('error');
    // What decides, decides in spite of it.
    expect(truth({ all: [leaf('A', 'false'), leaf('B', 'error')] })).toBe('false');
    expect(truth({ any: [leaf('A', 'true'), leaf('B', 'error')] })).toBe('true');
  });

  it('says where nothing was looked at, and of empty groups what they are', () => {
    expect(truth(leaf('A'))).toBe('unknown');
    expect(truth({ all: [leaf('A', 'true'), leaf('B')] })).toBe('unknown');
    expect(truth({ all: [] })).toBe('true');
    expect(truth({ any: [] })).toBe('false');
    expect(readCondition(null)).toBeUndefined();
    expect(readCondition({ what: 'else' })).toBeUndefined();
  });
});

describe('what would have had to be otherwise', () => {
  const fields = (condition: unknown) => missingFor(readCondition(condition)!).map(({ field }) => field);

  it('is all that does not hold of all, and the least of any', () => {
    expect(fields({ all: [leaf('A', 'true'), leaf('B', 'false'), leaf('C', 'error')] })).toEqual(['B', 'C']);
    expect(fields({ any: [{ all: [leaf('A', 'false'), leaf('B', 'false')] }, leaf('C', 'false')] })).toEqual(['C']);
    expect(fields({ not: { any: [leaf('A', 'true'), leaf('B', 'false')] } })).toEqual(['A']);
    expect(fields({ all: [leaf('A', 'true')] })).toEqual([]);
  });

  it('is a sentence', () => {
    expect(wouldHaveMatched({ all: [leaf('A', 'true'), leaf('B', 'false')] })).toBe(
      'It would have matched if this one thing were otherwise: B says false.',
    );
    expect(wouldHaveMatched(leaf('A', 'true'))).toBeUndefined();
    expect(wouldHaveMatched(null)).toBeUndefined();
  });
});

it('takes results out of a condition, so that it can be tried again', () => {
  const plain = { source: 'property', field: 'A', operator: 'LESSER', value: 2048 };
  expect(plainCondition({ all: [leaf('A', 'true'), { not: { any: [leaf('A', 'error')] } }] })).toEqual({
    all: [plain, { not: { any: [plain] } }],
  });
  expect(plainCondition(null)).toBeNull();
});
