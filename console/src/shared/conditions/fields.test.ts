import { expect, it } from 'vitest';
import { fieldOf, inputOf, operatorWords, variableField, withField, withOperator, type ConditionField } from './fields';

const common = {
  ...{ collection: false, settable: false, description: '', label: '' },
  availableIn: ['ignore', 'action'] as ('ignore' | 'action')[],
};
const compare = ['EQUALS', 'NOT_EQUALS', 'GREATER', 'LESSER', 'EMPTY'];
const size: ConditionField = { ...common, source: 'property', field: 'KEY_SIZE', type: 'NUMBER', operators: compare };
const bits: ConditionField = { ...size, field: 'SECURITY_BITS' };
const end: ConditionField = {
  ...common,
  source: 'property',
  field: 'NOT_AFTER',
  type: 'DATETIME',
  operators: [...compare, 'IN_NEXT'],
};
const state: ConditionField = {
  ...common,
  source: 'property',
  field: 'STATE',
  type: 'LIST',
  operators: ['EQUALS', 'NOT_EQUALS'],
  values: ['issued'],
};
const trusted: ConditionField = {
  ...common,
  source: 'property',
  field: 'TRUSTED_CA',
  type: 'BOOLEAN',
  operators: ['EQUALS'],
};
const host: ConditionField = {
  ...common,
  source: 'meta',
  field: '*',
  contentType: 'string',
  type: 'STRING',
  operators: ['EQUALS', 'CONTAINS'],
};
const fields = [size, bits, end, state, trusted, host];
const weak = { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 2048 };

it('finds the field of a comparison, metadata by its type', () => {
  expect(fieldOf(fields, weak)).toBe(size);
  expect(fieldOf(fields, { source: 'meta', field: 'any', contentType: 'string' })).toBe(host);
  expect(fieldOf(fields, { source: 'custom', field: 'KEY_SIZE' })).toBeUndefined();
});

it('keeps operator and value when the next field takes them', () => {
  expect(withField(weak, fields, bits)).toEqual({ ...weak, field: 'SECURITY_BITS' });
  expect(withField(weak, fields, end)).toEqual({ source: 'property', field: 'NOT_AFTER', operator: 'LESSER' });
  expect(withField(weak, fields, state)).toEqual({ source: 'property', field: 'STATE', operator: 'EQUALS' });
  expect(withField(weak, fields, trusted)).toMatchObject({ operator: 'EQUALS', value: true });
  expect(withField(weak, fields, host)).toEqual({
    source: 'meta',
    field: '',
    contentType: 'string',
    operator: 'EQUALS',
  });
});

it('keeps the value when the next operator takes it', () => {
  expect(withOperator(weak, size, 'GREATER')).toEqual({ ...weak, operator: 'GREATER' });
  expect(withOperator(weak, size, 'EMPTY')).not.toHaveProperty('value');
  expect(withOperator({ ...weak, operator: 'EQUALS', value: [1, 2] }, size, 'LESSER')).toMatchObject({ value: 1 });
  expect(withOperator({ ...weak, field: 'NOT_AFTER', value: '2030-01-01T00:00:00Z' }, end, 'IN_NEXT')).toMatchObject({
    value: 'P30D',
  });
  const named = { source: 'meta', field: 'h', contentType: 'string', operator: 'EQUALS', value: 'a', ignoreCase: true };
  expect(withOperator(named, host, 'CONTAINS')).toEqual({ ...named, operator: 'CONTAINS' });
});

it('has words and inputs for each type', () => {
  expect(operatorWords('LESSER', 'NUMBER')).toBe('is below');
  expect(operatorWords('LESSER', 'DATETIME')).toBe('is before');
  expect([size, end, state, trusted, host].map((field) => inputOf(field, 'EQUALS'))).toEqual([
    ...['number', 'instant', 'code', 'flag', 'text'],
  ]);
  expect([inputOf(end, 'IN_NEXT'), inputOf(end, 'EMPTY'), inputOf(host, 'COUNT_EQUAL')]).toEqual([
    ...['duration', 'none', 'count'],
  ]);
  expect(inputOf(variableField(['vars.owner']), 'GREATER')).toBe('text');
});

it('takes a variable of any name, and keeps the name', () => {
  const variable = variableField(['vars.owner']);
  const leaf = withField(weak, [...fields, variable], variable);
  expect(leaf).toEqual({ source: 'variable', field: '', operator: 'LESSER' });
  const named = { ...leaf, field: 'answer.status', value: '200' };
  expect(fieldOf([...fields, variable], named)).toBe(variable);
  expect(withField(named, [...fields, variable], variable)).toMatchObject({ field: 'answer.status' });
});
