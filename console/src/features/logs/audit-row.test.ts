import { expect, it } from 'vitest';
import { changesIn } from './audit-row';

it('has what differs before and after, also of what is new or gone', () => {
  expect(changesIn({ before: { a: 1, b: [1], gone: 1 }, after: { a: 1, b: [2], new: 2 } })).toEqual([
    { member: 'b', before: [1], after: [2] },
    { member: 'gone', before: 1, after: undefined },
    { member: 'new', before: undefined, after: 2 },
  ]);
  expect(changesIn({ before: null, after: { a: 1 } })).toEqual([{ member: 'a', before: undefined, after: 1 }]);
  expect(changesIn({ other: 1 })).toBeUndefined();
});
