import { createPatternEngine } from '../../services/firings/pattern-engine';
import type { StepCondition } from './definition';
import { conditionsHold } from './hold';

const values = { n: 5, yes: 'TRUE', list: [{ mail: 'a@x.test' }], words: ['red', 'blue'], flag: true, empty: '' };
const on = (field: string, operator: string, value?: unknown, more: object = {}) =>
  ({
    source: 'variable',
    field,
    operator,
    ...(value === undefined ? {} : { value }),
    ...more,
  }) as unknown as StepCondition;
const holds = (conditions: StepCondition[], mode: 'all' | 'any' = 'all') =>
  conditionsHold(conditions, mode, {
    ...{ values, item: null, attributes: [], patterns: createPatternEngine(), unresolved: 'fail' },
    now: new Date(0),
  });

it.each<[string, StepCondition, boolean]>([
  ['a number by its size', on('n', 'GREATER', 4), true],
  ['a number by another one', on('n', 'LESSER', 4), false],
  ['a value inside a list', on('list[0].mail', 'EQUALS', 'a@x.test'), true],
  ['one of several', on('words', 'EQUALS', 'blue'), true],
  ['text by a pattern', on('list[0].mail', 'MATCHES', '^a@'), true],
  ['a truth', on('flag', 'EQUALS', true), true],
  ['whether there is anything', on('empty', 'EMPTY'), true],
  ['what is not there', on('gone', 'EMPTY'), true],
  ['a value with tokens', on('n', 'EQUALS', '$(n)'), true],
  ['the form of the origin', { left: '$(yes)', operator: 'is_true' }, true],
  ['its opposite', { left: '$(n)', operator: 'is_true' }, false],
  ['a tree', { not: { any: [on('n', 'GREATER', 9), on('n', 'LESSER', 1)] } } as unknown as StepCondition, true],
])('looks at %s', (_what, condition, expected) => expect(holds([condition])).toBe(expected));

it('asks for all, or for any, and tells what nobody can answer where that decides', () => {
  const [yes, no] = [on('n', 'EQUALS', 5), on('n', 'EQUALS', 6)];
  const unknown: StepCondition = { left: '$(gone)', operator: 'is_true' };
  expect(holds([])).toBe(true);
  expect([holds([yes, no]), holds([yes, no], 'any'), holds([no, no], 'any')]).toEqual([false, true, false]);
  expect([holds([unknown, no]), holds([unknown, yes], 'any')]).toEqual([false, true]);
  expect(holds([unknown, yes])).toMatchObject({ code: 'condition_error' });
});
