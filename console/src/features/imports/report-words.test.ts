import { expect, it } from 'vitest';
import { itemsMatching, outcomeText, screenOf, toWrite, type Item } from './report-words';

const item = (more: Partial<Item>): Item => ({
  ...{ file: 'a.json', path: '', system: 'czertainly', kind: 'Trigger', originId: null, name: 'Weak keys' },
  ...{ outcome: 'created', target: { kind: 'Trigger', name: 'Weak keys' }, id: null, mappedPaths: [], notes: [] },
  ...more,
});

it.each([
  [{ counts: { created: 1, changed: 2, deleted: 3, unchanged: 9, failed: 1 } }, 6],
  [{ counts: { created: 0 }, items: [], totals: { created: 4, updated: 1, skipped: 2, failed: 1 } }, 5],
])('counts what would be written', (report, count) => {
  expect(toWrite(report as never)).toBe(count);
});

it('finds items by name, notes and outcome', () => {
  const items = [
    item({ name: 'Weak keys' }),
    item({
      name: 'Odd',
      outcome: 'failed',
      notes: [{ code: 'field_unknown', path: '/x', value: 1, message: 'No such field' }],
    }),
  ];
  expect(itemsMatching(items, 'weak', '')).toHaveLength(1);
  expect(itemsMatching(items, 'FIELD_unknown', '')).toEqual([items[1]]);
  expect(itemsMatching(items, '', 'failed')).toEqual([items[1]]);
  expect(itemsMatching(items, 'weak', 'failed')).toEqual([]);
});

it('tells a dry run from what was done', () => {
  expect(outcomeText('created', true)).toBe('would be created');
  expect(outcomeText('created', false)).toBe('created');
});

it.each([
  ['Group', 'u', '/groups/u'],
  ['Group', null, undefined],
  ['PlatformSettings', 'u', undefined],
  [undefined, 'u', undefined],
])('%s %s is at %s', (kind, id, path) => expect(screenOf(kind, id)).toBe(path));
