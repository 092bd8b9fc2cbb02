import { expect, it } from 'vitest';
import { adviceOn, ageText } from './advice';

it.each([
  [1, '1 second'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [3 * 86_400, '3 days'],
])('%s s is %s', (seconds, text) => expect(ageText(seconds)).toBe(text));

it('has no advice on what it does not know', () => {
  expect(adviceOn('no_script_worker')).toContain('worker');
  expect(adviceOn('constructor')).toBeUndefined();
});
