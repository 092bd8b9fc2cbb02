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

describe('of several forms', () => {
  const times = z.strictObject({
    schedule: z.union([
      z.strictObject({ interval: z.strictObject({ minutes: z.number().min(5) }) }),
      z.strictObject({ daily: z.strictObject({ time: z.string().regex(/^\d\d:\d\d$/, 'HH:mm is expected') }) }),
      z.strictObject({ weekly: z.strictObject({ time: z.string(), days: z.array(z.enum(['MON', 'TUE'])) }) }),
      z.strictObject({ cron: z.string() }),
    ]),
  });
  const wrapped = z.union([z.null(), times]);
  const toldOf = (schedule: unknown, checked: z.ZodType = times) => {
    const { error } = checked.safeParse({ schedule }, { reportInput: true });
    return faultsOf(error!, '', checked).map(({ pointer, detail }) => `${pointer} ${detail}`);
  };
  const oneOf = '/schedule one of these is expected: interval, daily, weekly, cron';

  it.each<[string, unknown, string[]]>([
    ['a wrong value', { daily: { time: '6' } }, ['/schedule/daily/time HH:mm is expected']],
    ['a wrong type', { cron: 5 }, ['/schedule/cron expected string, received number']],
    ['a member too many', { daily: { time: '06:00' }, zone: 'UTC' }, ['/schedule/zone unknown field']],
    ['a member too many inside', { daily: { time: '06:00', zone: 1 } }, ['/schedule/daily/zone unknown field']],
    ['a part that is missing', { weekly: { time: '06:00' } }, ['/schedule/weekly/days this field is required']],
    ['none of them', {}, [oneOf]],
    ['a misspelt one', { dayly: { time: '06:00' } }, [oneOf]],
  ])('tells the fault of the one that was meant: %s', (_what, schedule, expected) => {
    expect(toldOf(schedule)).toEqual(expected);
    expect(toldOf(schedule, wrapped)).toEqual(expected);
  });
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

it.each<[z.ZodType, unknown, string]>([
  [z.string().min(1), '', 'this must not be empty'],
  [z.string().min(8), 'x', 'at least 8 characters'],
  [z.string().max(1), 'xx', 'at most 1 character'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'at most 2 entries'],
  [z.number().min(5), 4, 'at least 5 is expected'],
  [z.number().lt(5), 5, 'less than 5 is expected'],
  [z.string().min(8, 'a password has 8 characters at least'), 'x', 'a password has 8 characters at least'],
])('says how long or large something may be: %#', (checked, value, expected) => {
  const { error } = checked.safeParse(value, { reportInput: true });
  expect(faultsOf(error!, '', checked)).toEqual([expect.objectContaining({ detail: expected })]);
});
