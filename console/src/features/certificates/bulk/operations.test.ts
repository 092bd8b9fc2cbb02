import { expect, it } from 'vitest';
import { byReason, leftOut } from './operations';

it('leaves out what is not issued, and says why', () => {
  expect(leftOut({ state: 'issued' })).toBeUndefined();
  expect(leftOut({ state: 'pending_revoke' })).toBe('it is pending revoke');
});

it('tells each reason once, the most frequent first', () => {
  const refused = ['a', 'b', 'c'].map((row) => ({ row, why: row === 'a' ? 'One.' : 'Many.' }));
  expect(byReason(refused)).toEqual([
    { why: 'Many.', rows: ['b', 'c'] },
    { why: 'One.', rows: ['a'] },
  ]);
});
