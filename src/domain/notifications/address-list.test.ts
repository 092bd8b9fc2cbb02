import { parseAddressList } from './address-list';

it.each([
  { text: 'a@x.example; b@y.example', addresses: ['a@x.example', 'b@y.example'] },
  { text: 'Team <c@x.example>', addresses: ['c@x.example'] },
  { text: 'd@x.example ', addresses: ['d@x.example'] },
  { text: 'a@x.example,b@x.example', addresses: ['a@x.example', 'b@x.example'] },
  { text: 'a@x.example\r\nb@x.example\n', addresses: ['a@x.example', 'b@x.example'] },
  { text: 'a@x.example b@x.example\tc@x.example', addresses: ['a@x.example', 'b@x.example', 'c@x.example'] },
  { text: '"Doe, Jane; Ms" <j@x.example>, k@x.example', addresses: ['j@x.example', 'k@x.example'] },
  { text: 'Doe Jane< j@x.example >', addresses: ['j@x.example'] },
  { text: '<a@x.example>;<b@x.example>', addresses: ['a@x.example', 'b@x.example'] },
  { text: 'mailto:a@x.example', addresses: ['a@x.example'] },
  { text: '\u00a0a@x.example\u00a0', addresses: ['a@x.example'] },
  { text: ';,; ,', addresses: [] },
  { text: '', addresses: [] },
])('case-M7: $text', ({ text, addresses }) => {
  expect(parseAddressList(text)).toEqual({ addresses, unusable: [] });
});

it.each([
  { text: 'a@x.example; nobody', addresses: ['a@x.example'], unusable: ['nobody'] },
  { text: 'Jane Doe', addresses: [], unusable: ['Jane Doe'] },
  { text: 'Doe, Jane <j@x.example>', addresses: ['j@x.example'], unusable: ['Doe'] },
  { text: 'Team <>', addresses: [], unusable: ['Team <>'] },
  { text: 'a@x.example and b@x.example', addresses: [], unusable: ['a@x.example and b@x.example'] },
  { text: 'a@@x.example', addresses: [], unusable: ['a@@x.example'] },
  { text: '"open <a@x.example>', addresses: ['a@x.example'], unusable: [] },
  { text: 'x <a@x.example', addresses: [], unusable: ['x <a@x.example'] },
  { text: 'a@x.example\u202e', addresses: [], unusable: ['a@x.example\\u202e'] },
  { text: 'z'.repeat(100), addresses: [], unusable: [`${'z'.repeat(59)}…`] },
])('case-M7, left over: $text', ({ text, ...expected }) => expect(parseAddressList(text)).toEqual(expected));

it('a text of thousands of pieces is read up to a bound, and the rest is told', () => {
  const { addresses, unusable } = parseAddressList('a@x.example;'.repeat(5_000));
  expect(addresses).toHaveLength(200);
  expect(unusable).toEqual(['4800 more']);
});
