import { keysOfName, replacementKeys, wholeSetKey } from './replacement-keys';

const named = (subject: string, ...names: string[]) => ({
  subjectAttributes: subject === '' ? [] : [{ oid: '2.5.4.3', name: 'CN', value: subject }],
  subjectAlternativeNames: names,
});
const finds = (one: ReturnType<typeof named>, other: ReturnType<typeof named>) =>
  replacementKeys(one).sought.some((key) => replacementKeys(other).stored.includes(key));

it.each([
  {
    name: 'one name of several',
    one: named('x', 'dNSName:a', 'dNSName:b'),
    other: named('y', 'dNSName:B'),
    both: true,
  },
  { name: 'hosts of one domain', one: named('x', 'dNSName:a.org'), other: named('x', 'dNSName:b.org'), both: false },
  { name: 'one subject, other names', one: named('x', 'dNSName:a'), other: named('x', 'dNSName:b'), both: false },
  { name: 'a wildcard and a host', one: named('', 'dNSName:*.a.org'), other: named('', 'dNSName:x.a.org'), both: true },
  { name: 'a subject with and without names', one: named('x'), other: named('X', 'dNSName:b'), both: true },
  { name: 'nothing at all', one: named(''), other: named(''), both: false },
  {
    name: 'what stands inside of a name',
    one: named('', 'dNSName:a","dNSName:b'),
    other: named('', 'dNSName:b'),
    both: false,
  },
])('$name: found $both', ({ one, other, both }) => {
  expect([finds(one, other), finds(other, one)]).toEqual([both, both]);
});

it('the whole set has a key of its own, whatever the order', () => {
  const [one, same, other] = [
    named('x', 'dNSName:a', 'dNSName:b'),
    named('y', 'dNSName:B', 'dNSName:a'),
    named('x', 'dNSName:a'),
  ];
  expect(wholeSetKey(one)).toBe(wholeSetKey(same));
  expect(wholeSetKey(one)).not.toBe(wholeSetKey(other));
});

it.each([
  ['dNSName:A.example', true],
  ['a.example', true],
  ['192.0.2.1', true],
  ['b.example', false],
  ['rfc822Name:a.example', false],
  ['x.wild.example', false],
])('a certificate is found by the name %s: %s', (name, isFound) => {
  const { stored } = replacementKeys(named('', 'dNSName:a.example', 'iPAddress:192.0.2.1', 'dNSName:*.wild.example'));
  expect(keysOfName(name).some((key) => stored.includes(key))).toBe(isFound);
});
