import type { CollectionScan } from '../../store/collections/scans';
import { isScanDue } from './due';

const now = new Date('2030-01-01T12:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const scan = {
  ...{ collectionId: 'c', query: null, isFirstLook: false, settledSeq: 0, passMark: 1, seenMark: 1, tookMs: 100 },
  ...{ passAt: ago(10), asOf: ago(10), finishedAt: ago(9) },
};
const isDue = (more: Partial<CollectionScan>, mark = 1) => isScanDue({ query: null }, { ...scan, ...more }, mark, now);

it('begins with the first look, and looks every ten minutes', () => {
  expect(isScanDue({ query: null }, undefined, 0, now)).toBe(true);
  expect([isDue({}), isDue({ passAt: ago(602), finishedAt: ago(601) })]).toEqual([false, true]);
});

it('looks at once after a change, and leaves the inventory alone in between', () => {
  expect([isDue({}, 2), isDue({ finishedAt: ago(1) }, 2), isDue({ tookMs: 4_000 }, 2)]).toEqual([true, false, false]);
  const query = { source: 'property', field: 'COMMON_NAME', operator: 'NOT_EMPTY' } as const;
  expect(isScanDue({ query }, scan, 1, now)).toBe(true);
});

it('asks for a look that is under way only when it has taken long', () => {
  expect([isDue({ finishedAt: null }, 2), isDue({ finishedAt: null, passAt: ago(61) })]).toEqual([false, true]);
});
