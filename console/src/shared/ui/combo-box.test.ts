import { expect, it } from 'vitest';
import { foundBy } from './combo-box';

const choices = [
  { value: 'SECURITY_BITS', label: 'security bits', help: 'Strength of the key.' },
  { value: 'KEY_SIZE', label: 'key size' },
  { value: 'CURVE', label: 'curve' },
];

it.each([
  ['', ['SECURITY_BITS', 'KEY_SIZE', 'CURVE']],
  ['key', ['KEY_SIZE', 'SECURITY_BITS']],
  ['KEY_SIZE', ['KEY_SIZE']],
  ['size key', ['KEY_SIZE']],
  ['strength', ['SECURITY_BITS']],
  ['no such', []],
])('%j finds %j', (text, values) => expect(foundBy(choices, text).map(({ value }) => value)).toEqual(values));
