import { expect, it } from 'vitest';
import { typedValues, valueText } from './typed-values';

it.each([
  ['$(cn)', '$(cn)'],
  ['7', 7],
  ['"7"', '7'],
  ['true', true],
  ['{"a":[1]}', { a: [1] }],
  ['{cn}', '{cn}'],
])('%s is %j', (text, value) => expect(typedValues({ it: text })).toEqual({ it: value }));

it('leaves out what was left empty', () => expect(typedValues({ a: '', b: 'x' })).toEqual({ b: 'x' }));

it('shows texts as they are', () =>
  expect([valueText('a'), valueText(7), valueText(undefined)]).toEqual(['a', '7', '']));
