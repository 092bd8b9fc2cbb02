import { attributeDefinition } from '../../../test/support/attribute-definition';
import type { Condition } from './tree';
import { unmatchedValues } from './unmatched-values';

const options = { list: true, content: [{ data: 'dc1' }, { data: 'dc2' }] } as const;
const attributes = [
  attributeDefinition({ uuid: 'a-1', name: 'site', ...options }),
  attributeDefinition({ uuid: 'a-2', name: 'free', ...options, extensibleList: true }),
  attributeDefinition({ uuid: 'a-3', name: 'note' }),
];
const names = (field: string) => (field === 'GROUP_NAME' ? ['Web team', 'Mail team'] : undefined);

const property = (field: string, operator: string, value?: unknown) =>
  ({ source: 'property', field, operator, ...(value === undefined ? {} : { value }) }) as Condition;
const custom = (field: string, operator: string, value: unknown, more: object = {}) =>
  ({ source: 'custom', field, operator, value, ...more }) as Condition;

it.each<{ name: string; condition: Condition | null; expected: string[] }>([
  { name: 'no condition', condition: null, expected: [] },
  { name: 'a name that exists', condition: property('GROUP_NAME', 'EQUALS', 'Web team'), expected: [] },
  {
    name: 'names of which one is misspelt',
    condition: { any: [property('GROUP_NAME', 'NOT_EQUALS', ['Mail team', 'web taem'])] },
    expected: ['/condition/any/0/value/1 name_not_found No GROUP_NAME of this name exists. Did you mean "Web team"?'],
  },
  { name: 'names that the caller may not see', condition: property('OWNER', 'EQUALS', 'nobody'), expected: [] },
  { name: 'presence', condition: property('GROUP_NAME', 'EMPTY'), expected: [] },
  { name: 'an option', condition: custom('site', 'EQUALS', ['dc1', 'dc2']), expected: [] },
  {
    name: 'what is no option',
    condition: { not: custom('site', 'EQUALS', 'dc3') },
    expected: ['/condition/not/value value_not_offered The attribute has no such option. Did you mean "dc1"?'],
  },
  { name: 'part of an option', condition: custom('site', 'CONTAINS', 'dc'), expected: [] },
  { name: 'an option in another case', condition: custom('site', 'EQUALS', 'DC1', { ignoreCase: true }), expected: [] },
  { name: 'a list that takes other values', condition: custom('free', 'EQUALS', 'dc3'), expected: [] },
  { name: 'no list', condition: custom('note', 'EQUALS', 'dc3'), expected: [] },
])('$name', ({ condition, expected }) => {
  const found = unmatchedValues(condition, 'certificate_expiring', { names, attributes });
  expect(found.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`)).toEqual(expected);
});

it('looks for what was meant by the first ten', () => {
  const values = Array.from({ length: 12 }, (_, index) => `Web taem${index}`);
  const found = unmatchedValues(property('GROUP_NAME', 'EQUALS', values), 'certificate_expiring', {
    names,
    attributes,
  });
  expect(found).toHaveLength(12);
  expect(found.filter(({ detail }) => detail.includes('Did you mean'))).toHaveLength(10);
});
