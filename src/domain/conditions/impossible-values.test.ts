import { impossibleValues } from './impossible-values';
import type { Condition } from './tree';

const property = (field: string, operator: string, value?: unknown, more: object = {}) =>
  ({ source: 'property', field, operator, ...(value === undefined ? {} : { value }), ...more }) as Condition;
const names = (operator: string, value?: unknown, more: object = {}) =>
  property('SUBJECT_ALTERNATIVE_NAMES', operator, value, more);
const withoutKind = 'Each name has its kind in front, such as dNSName: or iPAddress:.';
const sha256 = 'a'.repeat(64);
const sha1 = 'A'.repeat(40);

it.each<{ name: string; condition: Condition | null; expected: string[] }>([
  {
    name: 'a name without its kind',
    condition: names('EQUALS', 'web1.example.org'),
    expected: [`/condition/value ${withoutKind} Did you mean "dNSName:web1.example.org"?`],
  },
  {
    name: 'names of which one has the kind of another tool',
    condition: { any: [names('NOT_EQUALS', ['dNSName:web1', 'DNS:web1'])] },
    expected: [`/condition/any/0/value/1 ${withoutKind} Did you mean "dNSName:web1"?`],
  },
  {
    name: 'the start of one',
    condition: { not: names('STARTS_WITH', 'DNS:web1') },
    expected: [`/condition/not/value ${withoutKind} Did you mean "dNSName:web1"?`],
  },
  {
    name: 'the kind in another case',
    condition: names('EQUALS', 'dnsname:web1'),
    expected: [`/condition/value ${withoutKind} Did you mean "dNSName:web1"?`],
  },
  {
    name: 'what could be anything',
    condition: names('EQUALS', 'the web'),
    expected: [`/condition/value ${withoutKind}`],
  },
  {
    name: 'a thumbprint as fingerprint',
    condition: property('FINGERPRINT', 'EQUALS', sha1.toLowerCase()),
    expected: ['/condition/value FINGERPRINT has 64 hexadecimal digits, not 40. Did you mean THUMBPRINT?'],
  },
  {
    name: 'half a thumbprint',
    condition: property('THUMBPRINT', 'NOT_EQUALS', [sha1, 'ABCD']),
    expected: ['/condition/value/1 THUMBPRINT has 40 hexadecimal digits, not 4.'],
  },
  {
    name: 'too much of a thumbprint',
    condition: property('THUMBPRINT', 'STARTS_WITH', `${sha1}0`),
    expected: ['/condition/value THUMBPRINT has 40 hexadecimal digits, not 41.'],
  },
  {
    name: 'less than nothing',
    condition: {
      any: [
        property('SECURITY_BITS', 'LESSER', 0),
        property('SECURITY_BITS', 'LESSER_OR_EQUAL', -1),
        property('KEY_SIZE', 'EQUALS', [2048, -2048, 0.5]),
      ],
    },
    expected: [
      '/condition/any/0/value SECURITY_BITS is a whole number, 0 or more.',
      '/condition/any/1/value SECURITY_BITS is a whole number, 0 or more.',
      '/condition/any/2/value/1 KEY_SIZE is a whole number, 0 or more.',
      '/condition/any/2/value/2 KEY_SIZE is a whole number, 0 or more.',
    ],
  },
])('tells of $name', ({ condition, expected }) => {
  const found = impossibleValues(condition, 'certificate_uploaded');
  expect(found.map(({ pointer, detail }) => `${pointer} ${detail}`)).toEqual(expected);
  expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['value_not_possible']));
});

it.each<{ name: string; condition: Condition | null }>([
  { name: 'no condition', condition: null },
  { name: 'names with their kinds', condition: names('EQUALS', ['dNSName:web1', 'otherName:1.2.3:x']) },
  {
    name: 'the kind in any case where case is ignored',
    condition: names('EQUALS', 'DNSNAME:WEB1', { ignoreCase: true }),
  },
  { name: 'the start of a kind', condition: names('STARTS_WITH', 'dNS') },
  { name: 'a part of a name', condition: { any: [names('CONTAINS', 'web1'), names('ENDS_WITH', '.example.org')] } },
  { name: 'a pattern', condition: names('MATCHES', '^web1$') },
  { name: 'a count of names', condition: names('COUNT_GREATER_THAN', 3) },
  { name: 'presence', condition: names('EMPTY') },
  {
    name: 'digests',
    condition: { any: [property('FINGERPRINT', 'EQUALS', sha256), property('THUMBPRINT', 'EQUALS', sha1)] },
  },
  { name: 'the start of a digest', condition: property('FINGERPRINT', 'STARTS_WITH', 'abcd') },
  { name: 'what is told as not hexadecimal', condition: property('FINGERPRINT', 'EQUALS', 'web') },
  { name: 'the strength of a toy key', condition: property('SECURITY_BITS', 'LESSER_OR_EQUAL', 0) },
  { name: 'a validity that ends before it starts', condition: property('LIFETIME_DAYS', 'LESSER', 0) },
  {
    name: 'an attribute called like a property',
    condition: { source: 'custom', field: 'KEY_SIZE', operator: 'EQUALS', value: -1 },
  },
])('says nothing of $name', ({ condition }) => expect(impossibleValues(condition, 'certificate_uploaded')).toEqual([]));
