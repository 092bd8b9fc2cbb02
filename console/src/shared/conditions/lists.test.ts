import { expect, it } from 'vitest';
import { asGroup, asList, faultsOfGroup } from './lists';

const both = ['all', 'any'] as const;
const a = { source: 'variable', field: 'a', operator: 'NOT_EMPTY' };
const b = { source: 'variable', field: 'b', operator: 'NOT_EMPTY' };
const truth = { left: '$(answer)', operator: 'is_true' };

it('shows a list as one group, and gives the list back', () => {
  expect(asGroup([], 'all')).toBeNull();
  expect(asGroup([a, truth, b], 'any')).toEqual({ any: [a, b] });
  expect(asList({ any: [a] }, [a, truth, b], 'any', both)).toEqual({ list: [a, truth], mode: 'any' });
  expect(asList(null, [truth], 'all', both)).toEqual({ list: [truth], mode: 'all' });
});

it('takes a group of the other kind for the list where that is possible, and for one condition where it is not', () => {
  expect(asList({ any: [a, b] }, [a, b], 'all', both)).toEqual({ list: [a, b], mode: 'any' });
  expect(asList({ any: [a, b] }, [a, b], 'all', ['all'])).toEqual({ list: [{ any: [a, b] }], mode: 'all' });
  expect(asList({ any: [a, b] }, [a, truth], 'all', both)).toEqual({ list: [{ any: [a, b] }, truth], mode: 'all' });
  expect(asList({ not: a }, [a], 'all', both)).toEqual({ list: [{ not: a }], mode: 'all' });
});

it('has sentences at the comparisons that they are about', () => {
  const faults = new Map([
    ['/2/value', ['A value is missing.']],
    ['/1', ['No such name.']],
    ['', ['Too many.']],
  ]);
  const { inside, around } = faultsOfGroup(faults, [a, truth, b], 'all');
  expect([...inside]).toEqual([['/all/1/value', ['A value is missing.']]]);
  expect(around).toEqual(['No such name.', 'Too many.']);
});
