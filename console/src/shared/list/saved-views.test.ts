import { expect, it } from 'vitest';
import { labelOfView, type SavedView } from './saved-views';

const view = { name: 'Soon', mine: true, shared: false } as SavedView;

it('says which views are shared, and by whom as far as one may know', () => {
  expect(labelOfView(view)).toBe('Soon');
  expect(labelOfView({ ...view, shared: true })).toBe('Soon (shared)');
  expect(labelOfView({ ...view, mine: false, shared: true, ownerName: 'ada' })).toBe('Soon (by ada)');
  expect(labelOfView({ ...view, mine: false, shared: true, ownerName: null })).toBe('Soon (shared)');
});
