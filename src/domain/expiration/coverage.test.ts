import { relationOf } from '../../../test/support/builders';
import type { Relation } from '../certificates/relations';
import { coverageBy, coverageFacts, noCoverage } from './coverage';

const until = new Date('2031-01-01T00:00:00Z');
const by = (successor: string, change: Partial<Relation> & { until?: Date } = {}) => ({
  ...relationOf('p', successor, change),
  until: change.until ?? until,
});
const partial = (successor: string, remaining: readonly string[], change: Partial<Relation> = {}) =>
  by(successor, { type: 'partial', remaining, remainingCount: remaining.length, ...change });
const sooner = new Date('2030-06-01T00:00:00Z');
const usual = { requireAllPurposes: false };

describe('coverageBy', () => {
  it.each([
    { name: 'nobody', successions: [], is: {} },
    { name: 'one that replaces', successions: [by('a')], is: { replacedBy: ['a'], replacedUntil: until } },
    {
      name: 'one that replaces beside a partial one',
      successions: [partial('a', ['x']), by('b', { lost: ['clientAuth'] })],
      is: { replacedBy: ['b'], replacedUntil: until, lost: ['clientAuth'] },
    },
    {
      name: 'two that replace, one of them for all purposes',
      successions: [by('a', { lost: ['clientAuth'], until: sooner }), by('b')],
      is: { replacedBy: ['a', 'b'], replacedUntil: sooner },
    },
    {
      name: 'a partial one',
      successions: [partial('a', ['x', 'y'], { lost: ['encrypting'] })],
      is: { partlyReplacedBy: ['a'], remaining: ['x', 'y'], remainingCount: 2, lost: ['encrypting'] },
    },
    {
      name: 'two partial ones: what neither has',
      successions: [partial('a', ['x', 'y']), partial('b', ['z', 'y'])],
      is: { partlyReplacedBy: ['a', 'b'], remaining: ['y'], remainingCount: 1 },
    },
    {
      name: 'two partial ones that only together have all: still nobody replaces it',
      successions: [partial('a', ['x']), partial('b', ['y'])],
      is: { partlyReplacedBy: ['a', 'b'] },
    },
    {
      name: 'a partial one that lacks more names than are listed',
      successions: [partial('a', ['x'], { remainingCount: 900 })],
      is: { partlyReplacedBy: ['a'], remaining: ['x'], remainingCount: 900 },
    },
    {
      name: 'two of them: how many is not known',
      successions: [partial('a', ['x'], { remainingCount: 900 }), partial('b', ['x'])],
      is: { partlyReplacedBy: ['a', 'b'], remaining: ['x'], remainingCount: null },
    },
    { name: 'one that is not issued', successions: [by('a', { type: 'pending' })], is: {} },
  ])('$name', ({ successions, is }) => expect(coverageBy(successions, usual)).toEqual({ ...noCoverage, ...is }));

  it('names the purposes that keep one from replacing where all are required', () => {
    const found = coverageBy([by('a', { lost: ['clientAuth'] })], { requireAllPurposes: true });
    expect(found).toEqual({ ...noCoverage, lost: ['clientAuth'] });
  });
});

it('coverageFacts', () => {
  expect(coverageFacts({ ...noCoverage, partlyReplacedBy: ['a'], remaining: ['x'], remainingCount: 1 })).toEqual({
    ...{ partlyReplacedBy: ['a'], remainingNames: ['x'], remainingNameCount: 1, lostPurposes: [] },
  });
});
