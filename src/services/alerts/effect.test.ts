import { failedEffect } from './effect';

it('fails for good unless it is said to pass', () => {
  expect(failedEffect('x', 'words')).toEqual({ kind: 'failed', error: 'x', message: 'words', isTemporary: false });
  expect(failedEffect('x', 'words', true)).toMatchObject({ isTemporary: true });
});
