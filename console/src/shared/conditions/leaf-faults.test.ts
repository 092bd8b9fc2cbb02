import { expect, it } from 'vitest';
import type { ConditionField } from './fields';
import { isComplete, nodeFaults } from './leaf-faults';
import { readTree } from './tree';

const size: ConditionField = {
  ...{ source: 'property', field: 'KEY_SIZE', label: 'key size', type: 'NUMBER', collection: false, settable: false },
  ...{ operators: ['LESSER', 'EMPTY'], availableIn: ['ignore', 'action'], description: '' },
};
const owner: ConditionField = { ...size, field: 'OWNER', label: 'owner', availableIn: ['action'] };
const context = { fields: [size, owner] };
const faults = (condition: unknown, more: object = {}) =>
  nodeFaults(readTree(condition)!, { ...context, ...more }, true);
const weak = { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 2048 };

it.each([
  ['nothing wrong', weak, undefined],
  ['a zero', { ...weak, value: 0 }, undefined],
  ['no value needed', { source: 'property', field: 'KEY_SIZE', operator: 'EMPTY' }, undefined],
  ['no field', { ...weak, field: '' }, /Choose what/],
  ['metadata without a name', { source: 'meta', contentType: 'string', field: '' }, /Name the metadata/],
  ['an unknown field', { ...weak, field: 'SIZE' }, /no “SIZE”/],
  ['an operator of other fields', { ...weak, operator: 'MATCHES' }, /Choose how/],
  ['no value', { ...weak, value: '' }, /value is missing/],
  ['an empty group', { all: [] }, /group is empty/],
])('%s', (_name, condition, expected) => {
  const found = faults(condition).join();
  if (expected === undefined) expect(found).toBe('');
  else expect(found).toMatch(expected);
});

it('says what a stage does not know yet', () => {
  const owned = { ...weak, field: 'OWNER' };
  expect(faults(owned, { stage: 'ignore' })[0]).toContain('not known yet');
  expect(faults(owned, { stage: 'action' })).toEqual([]);
});

it('counts as the API does', () => {
  const deep = Array.from({ length: 11 }).reduce<unknown>((inner) => ({ all: [inner] }), weak);
  expect(faults(deep)[0]).toContain('at most 10 deep');
  expect(faults({ all: [{ any: Array.from({ length: 201 }, () => weak) }] })[0]).toContain('At most 200');
});

it('knows what is worth asking the API', () => {
  expect(isComplete(readTree({ all: [weak, { not: weak }] }), context)).toBe(true);
  expect(isComplete(readTree({ all: [weak, { any: [] }] }), context)).toBe(false);
  expect(isComplete(null, context)).toBe(true);
});
