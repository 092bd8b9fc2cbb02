import { expect, it } from 'vitest';
import { patternOf } from './form-context';

it.each([
  ['/name', '/name'],
  ['/steps/3/userUuid', '/steps/*/userUuid'],
  ['/names/0/patterns/1', '/names/*/patterns/*'],
])('%s is %s', (pointer, pattern) => {
  expect(patternOf(pointer)).toBe(pattern);
});
