import { createPatternEngine } from '../../services/firings/pattern-engine';
import { lookupIn } from '../values/tokens';
import { compileStepCondition } from './evaluate';
import { noSubject, withVariables } from './subject';
import type { Truth } from './tree';
import { validateCondition, validateStepCondition } from './validate';
import { variableNamesIn } from './variables';

const patterns = createPatternEngine();
const now = new Date('2030-06-15T12:00:00.000Z');
const anyName = { faultOf: () => undefined };

const leaf = (field: string, operator: string, value?: unknown, more: object = {}) => ({
  ...{ source: 'variable', field, operator },
  ...(value !== undefined && { value }),
  ...more,
});

function save(input: unknown, variables: Parameters<typeof validateStepCondition>[1]['variables'] = anyName) {
  return validateStepCondition(input, { scope: null, attributes: [], patterns, variables });
}

/** Saves as a request would and asks. */
function ask(input: unknown, values: Readonly<Record<string, unknown>>) {
  const saved = save(input);
  if ('faults' in saved) throw new Error(JSON.stringify(saved.faults));
  const predicate = compileStepCondition(saved.condition, { scope: null, attributes: [], patterns });
  return predicate(withVariables(noSubject, lookupIn(values)), now);
}

function faultsOf(input: unknown, variables?: Parameters<typeof save>[1]) {
  const saved = save(input, variables);
  return 'faults' in saved ? saved.faults.map(({ pointer, code }) => `${pointer} ${code}`) : [];
}

const values = {
  Var: {
    state: 'Open',
    count: 5,
    text: '5',
    isUrgent: true,
    list: [{ mail: 'a@x.example' }, { mail: 'b@x.example' }],
    names: ['web1', 'web2'],
    none: null,
    until: '2030-06-20T00:00:00Z',
    day: '2030-06-20',
    pattern: '^web[12]$',
    dots: 'a.b',
  },
  'metadata:Site': 'Prague',
};

it.each<[string, unknown, Truth]>([
  ['text', leaf('Var.state', 'EQUALS', 'Open'), 'true'],
  ['text in any case', leaf('Var.state', 'EQUALS', 'open', { ignoreCase: true }), 'true'],
  ['a name with a colon', leaf('metadata:Site', 'STARTS_WITH', 'Pra'), 'true'],
  ['a member of an element', leaf('Var.list[1].mail', 'EQUALS', 'b@x.example'), 'true'],
  ['a number', leaf('Var.count', 'GREATER', 4), 'true'],
  ['a number, written as text', leaf('Var.count', 'EQUALS', '5'), 'true'],
  ['text that is read as a number', leaf('Var.text', 'GREATER', 4, { contentType: 'integer' }), 'true'],
  ['a flag', leaf('Var.isUrgent', 'EQUALS', true), 'true'],
  ['one of a list', leaf('Var.names', 'EQUALS', ['web2', 'web3']), 'true'],
  ['how many', leaf('Var.names', 'COUNT_EQUAL', 2), 'true'],
  ['how many of one', leaf('Var.state', 'COUNT_GREATER_THAN', 0), 'true'],
  ['a time, as JSON has it', leaf('Var.until', 'IN_NEXT', 'P5D'), 'true'],
  ['a time before', leaf('Var.until', 'LESSER', '2030-06-19T00:00:00Z'), 'false'],
  ['a day', leaf('Var.day', 'GREATER', '2030-06-19'), 'true'],
  ['an expression', leaf('Var.names', 'MATCHES', '^web\\d$'), 'true'],
  ['an object, as JSON', leaf('Var.list[0]', 'CONTAINS', '"mail":"a@x.example"'), 'true'],
  ['null is absent', leaf('Var.none', 'EMPTY'), 'true'],
  ['a name that nothing has is absent', leaf('Var.gone.deeper', 'EMPTY'), 'true'],
  ['what is absent equals nothing', leaf('Var.gone', 'EQUALS', 'x'), 'false'],
  ['and differs from everything', leaf('Var.gone', 'NOT_EQUALS', 'x'), 'true'],
  ['members of the prototype are absent', leaf('Var.constructor', 'EMPTY'), 'true'],
  ['tokens in a value', leaf('Var.state', 'EQUALS', '$(Var.state)'), 'true'],
  ['tokens that keep their type', leaf('Var.count', 'EQUALS', '$(Var.count)'), 'true'],
  ['tokens of another type than the field', leaf('Var.text', 'EQUALS', '$(Var.count)'), 'true'],
  ['a token in a list stands for all it has', leaf('Var.names', 'EQUALS', ['x', '$(Var.names)']), 'true'],
  ['a default of a token', leaf('Var.state', 'EQUALS', '$(Var.gone|Open)'), 'true'],
  ['a duration from a token', leaf('Var.until', 'IN_NEXT', 'P$(Var.count)D'), 'true'],
  ['an expression from a token', leaf('Var.names', 'MATCHES', '$(Var.pattern)'), 'true'],
  ['a value is text inside an expression', leaf('Var.state', 'MATCHES', '^$(Var.dots)'), 'false'],
  ['dots of a value are dots', leaf('Var.dots', 'MATCHES', '^$(Var.dots)'), 'true'],
  ['$$( stands for $(', leaf('Var.state', 'EQUALS', '$$(Var.state)'), 'false'],
])('asks for %s', (_name, input, expected) => {
  expect(ask(input, values).result).toBe(expected);
});

it.each<[string, unknown, string]>([
  ['a token that nothing has', leaf('Var.state', 'EQUALS', '$(Var.gone)'), 'value_unresolved'],
  ['text that has no order', leaf('Var.state', 'GREATER', 4), 'value_mismatch'],
  ['a flag that is compared with a number', leaf('Var.isUrgent', 'EQUALS', 4), 'value_mismatch'],
  ['a token that is no duration', leaf('Var.until', 'IN_NEXT', '$(Var.state)'), 'value_mismatch'],
  ['a token that is no expression', leaf('Var.state', 'MATCHES', '$(Var.list)'), 'value_mismatch'],
])('ends in an error for %s', (_name, input, errorCode) => {
  expect(ask(input, values)).toMatchObject({ result: 'error', leaves: [{ errorCode }] });
});

it('asks anew for each run what it asks', () => {
  const saved = save(leaf('Var.a', 'EQUALS', '$(Var.b)'));
  if ('faults' in saved) throw new Error('faults');
  const predicate = compileStepCondition(saved.condition, { scope: null, attributes: [], patterns });
  const of = (a: unknown, b: unknown) => predicate(withVariables(noSubject, lookupIn({ Var: { a, b } })), now).result;
  expect([of('x', 'x'), of('x', 'y'), of(1, 1), of(1, 2), of('x', 'x')]).toEqual([
    'true',
    'false',
    'true',
    'false',
    'true',
  ]);
});

it('names what is wrong with a leaf when it is saved', () => {
  expect(faultsOf(leaf('Var.x', 'GREATER', 'tomorrow'))).toEqual(['/condition/operator operator_not_allowed']);
  expect(faultsOf(leaf('Var.x', 'GREATER', 'x', { contentType: 'integer' }))).toEqual([
    '/condition/value wrong_value_type',
  ]);
  expect(faultsOf(leaf('Var.x', 'EQUALS', 'x', { contentType: 'nope' }))).toEqual([
    '/condition/contentType unknown_content_type',
  ]);
  expect(faultsOf(leaf('Var.x', 'EMPTY', '$(Var.y)'))).toEqual(['/condition/value value_superfluous']);
  expect(faultsOf(leaf('Var.x', 'CONTAINS', ['$(Var.y)']))).toEqual(['/condition/value list_not_allowed']);
  expect(faultsOf(leaf('Var.x', 'EQUALS', ['$(Var.y)', ''], { contentType: 'string' }))).toEqual([
    '/condition/value/1 value_empty',
  ]);
  expect(faultsOf(leaf('Var.(x)', 'EMPTY'))).toEqual(['/condition/field unknown_variable']);
  expect(faultsOf(leaf('Var.x', 'MATCHES', '('))).toEqual(['/condition/value bad_pattern']);
  expect(faultsOf({ source: 'property', field: 'COMMON_NAME', operator: 'EMPTY' })).toEqual([
    '/condition/field field_not_available',
  ]);
});

it('asks the rule of the place for every name, in fields and in values', () => {
  const rule = {
    faultOf: (name: string) => (name.startsWith('Var') ? undefined : { code: 'unknown_variable', detail: 'no' }),
    warningOf: (name: string) => (name === 'Var.maybe' ? { code: 'variable_not_sure', detail: 'maybe' } : undefined),
  };
  const input = { any: [leaf('Var.maybe', 'EQUALS', '$(Other.x)'), leaf('Else', 'EMPTY')] };
  expect(faultsOf(input, rule)).toEqual([
    '/condition/any/0/value unknown_variable',
    '/condition/any/1/field unknown_variable',
  ]);
  expect(save(leaf('Var.maybe', 'EQUALS', ['$(Var.x)']), rule)).toMatchObject({
    condition: { field: 'Var.maybe', value: ['$(Var.x)'] },
    warnings: [{ pointer: '/condition/field', code: 'variable_not_sure' }],
  });
});

it('looks at fields of the subject with values that tokens give', () => {
  const input = { source: 'property', field: 'COMMON_NAME', operator: 'EQUALS', value: '$(Var.host).example' };
  const context = { scope: 'certificates' as const, attributes: [], patterns };
  const saved = validateStepCondition(input, { ...context, variables: anyName });
  if ('faults' in saved) throw new Error(JSON.stringify(saved.faults));
  expect(variableNamesIn(saved.condition)).toEqual(['Var.host']);
  const subject = { ...noSubject, property: (field: string) => (field === 'COMMON_NAME' ? 'web.example' : null) };
  const known = withVariables(subject, lookupIn({ Var: { host: 'web' } }));
  expect(compileStepCondition(saved.condition, context)(known, now).result).toBe('true');
});

it('is not taken where no run stands behind a condition', () => {
  const checked = validateCondition(leaf('Var.x', 'EMPTY'), {
    ...{ scope: 'certificate_uploaded', stage: null, attributes: [], patterns },
  });
  expect(checked).toMatchObject({ faults: [{ pointer: '/condition/source', code: 'unknown_source' }] });
});
