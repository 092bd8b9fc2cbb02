import { expect, it } from 'vitest';
import { countOfFilters, filterQuery, nextSort } from './filter-query';
import type { Filter } from './list-types';

const filters: readonly Filter[] = [
  { kind: 'text', name: 'text', label: 'Search' },
  { kind: 'flag', name: 'archived', label: 'Archived' },
  { kind: 'time', name: 'from', label: 'From' },
];

it('takes filters of the list from the address and nothing else', () => {
  const values = { text: ' a ', archived: 'false', from: '2026-11-30', other: 'x', sort: 'name' };
  expect(filterQuery(filters, values)).toEqual({ text: 'a', archived: false, from: '2026-11-30T00:00:00.000Z' });
  expect(countOfFilters(filters, values)).toBe(3);
});

it('leaves out what is empty, and gives what it cannot read to the API, which says so', () => {
  expect(filterQuery(filters, { text: '', archived: 'maybe', from: 'yesterday' })).toEqual({ from: 'yesterday' });
});

it('turns the order round at the second click', () => {
  expect(nextSort(undefined, 'name')).toBe('name');
  expect(nextSort('name', 'name')).toBe('-name');
  expect(nextSort('-name', 'name')).toBe('name');
});
