import { expect, it } from 'vitest';
import { settingWords } from './inherited';

it.each([
  [true, 'yes'],
  [null, 'none'],
  ['P30D', '30 days'],
  ['automatic', 'automatic'],
  [10485760, '10,485,760'],
  [['groups', 'users'], 'groups, users'],
  [[], 'none'],
])('%j is %s', (value, words) => expect(settingWords(value)).toBe(words));
