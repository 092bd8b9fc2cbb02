import type { z } from 'zod';
import { duration, line, longText, secretNames, secretsPermission, variableName } from './members';

const takes = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success;

it.each<[string, z.ZodType, unknown[], unknown[]]>([
  ['a line', line(10, 1), ['a b', 'č'], ['', 'a\nb', 'a\u2028', '\ud800', 'more than ten']],
  ['a text', longText(10), ['', 'a\n\tb'], ['\u0000', '\udc00']],
  ['a duration', duration, ['P3D', 'PT30M'], ['3 days', '-P1D', 'P0D']],
  ['a variable', variableName, ['Var', '_1'], ['1a', 'a.b', 'a-b', '']],
  ['names of secrets', secretNames, [[], ['db-password']], [[''], ['a b']]],
])('%s', (_, schema, good, bad) => {
  expect(good.filter((value) => !takes(schema, value))).toEqual([]);
  expect(bad.filter((value) => takes(schema, value))).toEqual([]);
});

it('asks for the right to use secrets where there are some', () => {
  expect(secretsPermission({ secrets: ['a'] })).toEqual(['secrets:use']);
  expect(secretsPermission({ secrets: [] })).toEqual([]);
  expect(secretsPermission({})).toEqual([]);
});
