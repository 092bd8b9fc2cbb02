import type { Filter, FilterValues, ListQuery } from './list-types';

/**
 * The filters in the address as the API takes them. Names that are none of the list's filters are left out; a day becomes
 * its first instant, in UTC.
 */
export function filterQuery(filters: readonly Filter[], values: FilterValues): ListQuery {
  const known = filters.flatMap((filter): (readonly [string, string | boolean])[] => {
    const value = values[filter.name]?.trim();
    if (value === undefined || value === '') return [];
    if (filter.kind === 'flag') return value === 'true' || value === 'false' ? [[filter.name, value === 'true']] : [];
    if (filter.kind === 'time') return [[filter.name, instantOf(value)]];
    return [[filter.name, value]];
  });
  return Object.fromEntries(known);
}

/** How many filters are set. */
export function countOfFilters(filters: readonly Filter[], values: FilterValues): number {
  return filters.filter(({ name }) => (values[name] ?? '') !== '').length;
}

function instantOf(value: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return `${value}T00:00:00.000Z`;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : date.toISOString();
}

/** `-notAfter` after `notAfter` after none: what a click on a column's heading asks for next. */
export function nextSort(current: string | undefined, field: string): string {
  return current === field ? `-${field}` : field;
}
