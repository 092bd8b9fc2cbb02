import { columnsOf, headerLine, rowLine } from './csv';
import { orNull, z } from './schemas';

const row = z.strictObject({
  name: z.string(),
  groups: z.array(z.string()),
  owner: orNull(z.strictObject({ uuid: z.string(), more: z.strictObject({ age: z.number() }).optional() })),
  facts: z.record(z.string(), z.unknown()),
  at: z.date().nullable(),
});
const columns = columnsOf(row);
const line = (change: object) =>
  rowLine(columns, { name: 'n', groups: [], owner: null, facts: {}, at: null, ...change });

it('has a column for each member, also of objects that may be missing', () =>
  expect(headerLine(columns)).toBe('name,groups,owner.uuid,owner.more.age,facts,at\r\n'));

it.each([
  { name: 'nothing', change: {}, expected: 'n,,,,,\r\n' },
  { name: 'a list', change: { groups: ['a', 'b'] }, expected: 'n,"a; b",,,,\r\n' },
  { name: 'an object', change: { owner: { uuid: 'u', more: { age: -1 } } }, expected: 'n,,u,-1,,\r\n' },
  { name: 'any object', change: { facts: { a: 1 } }, expected: 'n,,,,a: 1,\r\n' },
  {
    name: 'members that are lists or missing',
    change: { facts: { a: ['x', 'y'], b: null, at: new Date(0) } },
    expected: 'n,,,,"a: x, y; at: 1970-01-01T00:00:00.000Z",\r\n',
  },
  { name: 'what is nested deeper', change: { facts: { a: { b: 1 } } }, expected: 'n,,,,"{""a"":{""b"":1}}",\r\n' },
  {
    name: 'named objects',
    change: {
      groups: [
        { uuid: '1', name: '=a' },
        { uuid: '2', name: 'b' },
      ],
    },
    expected: `n,"'=a; b",,,,\r\n`,
  },
  { name: 'a time', change: { at: new Date(0) }, expected: 'n,,,,,1970-01-01T00:00:00.000Z\r\n' },
  { name: 'quotes and line breaks', change: { name: 'a "b"\r\nc' }, expected: '"a ""b""\r\nc",,,,,\r\n' },
])('writes $name', ({ change, expected }) => expect(line(change)).toBe(expected));

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '＝1', '＠x', '=HYPERLINK("http://x","y")'])(
  'takes %j for text and not for a formula',
  (name) => expect(line({ name }).replace(/^"/, '')[0]).toBe("'"),
);

it.each(['a=b', 'CN=x', '1-2', ''])('leaves %j as it is', (name) => expect(line({ name })).toBe(`${name},,,,,\r\n`));

it('leaves the formula in a later item of a list to the first', () =>
  expect(line({ groups: ['=1', 'b'] })).toBe(`n,"'=1; b",,,,\r\n`));
