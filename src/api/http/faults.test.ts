import { firingListQuery } from '../events/history-schemas';
import { faultsOf, validationFailed } from './faults';
import { z } from './schemas';

const action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('setOwner'), owner: z.string() }),
  z.strictObject({ type: z.literal('setGroups'), groups: z.array(z.string()), mode: z.string().optional() }),
]);
const schema = z.strictObject({
  name: z.string().optional(),
  description: z.string().default(''),
  actions: z.array(action).nullable().optional(),
  limits: z.union([z.null(), z.strictObject({ least: z.number().optional(), most: z.number().optional() })]).optional(),
  byKey: z.record(z.string(), z.strictObject({ colour: z.string().optional() })).optional(),
});
const told = (value: unknown) => {
  const { error } = schema.safeParse(value, { reportInput: true });
  return faultsOf(error!, '', schema).map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`);
};
const unknown = (pointer: string, meant?: string) =>
  `${pointer} unknown_field unknown field${meant === undefined ? '' : `. Did you mean "${meant}"?`}`;

it.each<[string, unknown, string[]]>([
  ['a misspelt member', { decription: 'x' }, [unknown('/decription', 'description')]],
  ['another case', { Name: 'x' }, [unknown('/Name', 'name')]],
  ['what is near to nothing', { colour: 'red' }, [unknown('/colour')]],
  ['what is there already', { name: 'x', nam: 'y' }, [unknown('/nam')]],
  [
    'a member of one kind of object',
    { actions: [{ type: 'setGroups', groups: [], mod: '' }] },
    [unknown('/actions/0/mod', 'mode')],
  ],
  [
    'a member of another kind',
    { actions: [{ type: 'setOwner', owner: 'x', groop: [] }] },
    [unknown('/actions/0/groop')],
  ],
  ['a member of an alternative', { limits: { leest: 1 } }, [unknown('/limits/leest', 'least')]],
  ['a member below any key', { byKey: { x: { color: 'red' } } }, [unknown('/byKey/x/color', 'colour')]],
])('unknown fields are told with what was meant: %s', (_what, value, expected) =>
  expect(told(value)).toEqual(expected),
);

it('looks for what was meant by the first twenty, and never repeats a long name', () => {
  const many = Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [`nam${'e'.repeat(index === 0 ? 0 : 1)}${index}`, 1]),
  );
  const faults = told(many);
  expect(faults).toHaveLength(101);
  expect(faults.filter((fault) => fault.includes('Did you mean'))).toHaveLength(20);
  expect(told({ ['x'.repeat(5_000)]: 1 })[0]!.length).toBeLessThan(200);
});

it('says of a schema what it asks for instead', () => {
  const { error } = firingListQuery.safeParse({ action: 'revoke' }, { reportInput: true });
  expect(faultsOf(error!, '/query', firingListQuery)).toEqual([
    { pointer: '/query/action', code: 'unknown_field', detail: expect.stringContaining('particular=action:revoke') },
  ]);
});

it('ends a sentence once', () => {
  const fault = { pointer: '', code: 'not_a_request', detail: 'The signature of the request is not right.' };
  expect(validationFailed([fault]).detail).toBe(fault.detail);
});
