import { expect, it } from 'vitest';
import { ApiError } from '../../shared/api/problem';
import { conditionFaults } from './live-check';

it('finds the node that a sentence is about, in a trigger that is tried and in one that is saved', () => {
  const problem = { type: 'about:blank', title: '', status: 422, code: 'invalid_condition', detail: '', instance: '' };
  const faults = [
    { pointer: '/condition/all/0/value', code: 'wrong_value_type', detail: 'A number.' },
    { pointer: '/triggers/ignore/0/condition', code: 'too_deep', detail: 'Too deep.' },
    { pointer: '/condition/all/1/field', code: 'field_not_of_resource', detail: 'Not stored.' },
    { pointer: '/name', code: 'required', detail: 'A name.' },
  ];
  const error = new ApiError({ ...problem, code: 'invalid_condition', errors: faults } as never);
  expect([...conditionFaults(error)]).toEqual([
    ['/all/0/value', ['A number.']],
    ['', ['Too deep.']],
  ]);
  expect(conditionFaults(new Error('other')).size).toBe(0);
});
