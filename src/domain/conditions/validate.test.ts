import { attributeDefinition } from '../../../test/support/attribute-definition';
import { propertyLeaf as leaf } from '../../../test/support/condition';
import { createPatternEngine } from '../../services/firings/pattern-engine';
import type { AttributeDefinition, ContentType } from '../attributes/attribute';
import type { EventCode, Stage } from '../events/catalogue';
import { fieldsNotAvailable, validateCondition } from './validate';
import type { Condition } from './tree';

const patterns = createPatternEngine();

const attribute = (name: string, contentType: ContentType, change: Partial<AttributeDefinition> = {}) =>
  attributeDefinition({ uuid: `uuid of ${name}`, name, contentType, ...change });

const attributes = [
  attribute('site', 'string'),
  attribute('sites', 'string', { multiSelect: true }),
  attribute('count', 'integer'),
  attribute('day', 'date'),
  attribute('at', 'time'),
  attribute('password', 'secret'),
  attribute('of groups', 'string', { resources: ['groups'] }),
];

function check(input: unknown, event: EventCode = 'certificate_expiring', stage: Stage | null = null) {
  return validateCondition(input, { scope: event, stage, attributes, patterns });
}

function faultsOf(input: unknown, event?: EventCode, stage?: Stage): string[] {
  const checked = check(input, event, stage);
  return 'faults' in checked ? checked.faults.map(({ pointer, code }) => `${pointer} ${code}`) : [];
}

const good = leaf('COMMON_NAME', 'EQUALS', 'x');
const custom = (field: string, operator: string, value?: unknown) => leaf(field, operator, value, { source: 'custom' });

describe('C08 faults when saving', () => {
  it.each<[string, unknown, string[]]>([
    ['no object', 'x', ['/condition not_a_node']],
    ['a list', [good], ['/condition not_a_node']],
    ['null', null, ['/condition not_a_node']],
    [
      'an empty object',
      {},
      ['/condition/source unknown_source', '/condition/field unknown_field', '/condition/operator unknown_operator'],
    ],
    ['an empty group', { all: [] }, ['/condition/all group_size']],
    ['a group that is no list', { any: good }, ['/condition/any not_a_list']],
    ['not of nothing', { not: null }, ['/condition/not not_a_node']],
    ['two groups at once', { all: [good], any: [good] }, ['/condition/any unknown_key']],
    ['group and leaf at once', { all: [good], source: 'property' }, ['/condition/source unknown_key']],
    ['an unknown key', { ...good, 'a/b~': 1 }, ['/condition/a~1b~0 unknown_key']],
    ['an operator as key', { ...good, $where: '1' }, ['/condition/$where unknown_key']],
    ['a group of 101', { all: Array<unknown>(101).fill(good) }, ['/condition/all group_size']],
    ['what no event tells', leaf('action', 'EQUALS', 'x', { source: 'event' }), ['/condition/field unknown_field']],
    ['unknown source', { ...good, source: 'variable' }, ['/condition/source unknown_source']],
    ['unknown field', leaf('NOPE', 'EQUALS', 'x'), ['/condition/field unknown_field']],
    ['field in lower case', leaf('common_name', 'EQUALS', 'x'), ['/condition/field unknown_field']],
    ['field from the prototype', leaf('toString', 'EQUALS', 'x'), ['/condition/field unknown_field']],
    ['field of another resource', leaf('DISCOVERY_NAME', 'EQUALS', 'x'), ['/condition/field field_not_of_resource']],
    ['attribute of another resource', custom('of groups', 'EQUALS', 'x'), ['/condition/field field_not_of_resource']],
    ['unknown attribute', custom('nope', 'EQUALS', 'x'), ['/condition/field unknown_field']],
    ['unknown operator', leaf('COMMON_NAME', 'LIKE', 'x'), ['/condition/operator unknown_operator']],
    ['operator of another type', leaf('COMMON_NAME', 'GREATER', 'x'), ['/condition/operator operator_not_allowed']],
    ['count on a single value', leaf('COMMON_NAME', 'COUNT_EQUAL', 1), ['/condition/operator operator_not_allowed']],
    ['question about a secret', custom('password', 'CONTAINS', 'x'), ['/condition/operator operator_not_allowed']],
    ['value missing', leaf('COMMON_NAME', 'EQUALS'), ['/condition/value value_missing']],
    ['value superfluous', leaf('COMMON_NAME', 'EMPTY', 'x'), ['/condition/value value_superfluous']],
    ['number for text', leaf('COMMON_NAME', 'EQUALS', 5), ['/condition/value wrong_value_type']],
    ['object for text', leaf('COMMON_NAME', 'EQUALS', { $ne: null }), ['/condition/value wrong_value_type']],
    ['empty text', leaf('COMMON_NAME', 'EQUALS', ''), ['/condition/value value_empty']],
    ['half a character', leaf('COMMON_NAME', 'EQUALS', '\ud800'), ['/condition/value bad_text']],
    ['NUL', leaf('COMMON_NAME', 'CONTAINS', 'a\0'), ['/condition/value bad_text']],
    ['text for a number', leaf('KEY_SIZE', 'EQUALS', 'big'), ['/condition/value wrong_value_type']],
    ['text for a boolean', leaf('ARCHIVED', 'EQUALS', 'true'), ['/condition/value wrong_value_type']],
    ['unknown code', leaf('CERTIFICATE_STATE', 'EQUALS', ['issued', 'Issued']), ['/condition/value/1 unknown_code']],
    ['list for one value', leaf('KEY_SIZE', 'GREATER', [1]), ['/condition/value list_not_allowed']],
    ['empty list', leaf('KEY_SIZE', 'EQUALS', []), ['/condition/value value_list_size']],
    ['list in a list', leaf('KEY_SIZE', 'EQUALS', [[1]]), ['/condition/value/0 wrong_value_type']],
    ['long list', leaf('KEY_SIZE', 'EQUALS', Array<number>(1001).fill(1)), ['/condition/value value_list_size']],
    ['long text', leaf('COMMON_NAME', 'EQUALS', 'x'.repeat(4001)), ['/condition/value value_too_long']],
    ['half a count', leaf('KEY_USAGE', 'COUNT_EQUAL', 1.5), ['/condition/value wrong_value_type']],
    ['negative count', leaf('KEY_USAGE', 'COUNT_EQUAL', -1), ['/condition/value wrong_value_type']],
    ['time without offset', leaf('NOT_AFTER', 'GREATER', '2030-01-01T00:00:00'), ['/condition/value offset_missing']],
    ['a day that is none', leaf('NOT_AFTER', 'GREATER', '2030-02-30T00:00:00Z'), ['/condition/value wrong_value_type']],
    ['a bare day for a time', leaf('NOT_AFTER', 'GREATER', '2030-01-01'), ['/condition/value wrong_value_type']],
    ['bad duration', leaf('NOT_AFTER', 'IN_NEXT', '30 days'), ['/condition/value bad_duration']],
    ['negative duration', leaf('NOT_AFTER', 'IN_NEXT', '-P1D'), ['/condition/value bad_duration']],
    ['duration of a number', leaf('NOT_AFTER', 'IN_NEXT', 30), ['/condition/value bad_duration']],
    ['hours on a date', custom('day', 'IN_NEXT', 'PT1H'), ['/condition/value bad_duration']],
    ['look-around', leaf('COMMON_NAME', 'MATCHES', 'a(?=b)'), ['/condition/value bad_pattern']],
    ['back-reference', leaf('COMMON_NAME', 'NOT_MATCHES', '(a)\\1'), ['/condition/value bad_pattern']],
    ['explosive repetition', leaf('COMMON_NAME', 'MATCHES', '((a{30}){30})*'), ['/condition/value bad_pattern']],
    ['long pattern', leaf('COMMON_NAME', 'MATCHES', 'a'.repeat(1001)), ['/condition/value pattern_too_long']],
    [
      'ignoreCase on a number',
      leaf('KEY_SIZE', 'EQUALS', 1, { ignoreCase: true }),
      ['/condition/ignoreCase ignore_case_not_allowed'],
    ],
    ['ignoreCase that is no boolean', { ...good, ignoreCase: 'yes' }, ['/condition/ignoreCase wrong_value_type']],
    [
      'metadata without type',
      leaf('host', 'EQUALS', 'x', { source: 'meta' }),
      ['/condition/contentType content_type_missing'],
    ],
    [
      'metadata of no type',
      leaf('host', 'EMPTY', undefined, { source: 'meta', contentType: 'x' }),
      ['/condition/contentType unknown_content_type'],
    ],
    [
      'another type than the definition',
      { ...custom('site', 'EQUALS', 'x'), contentType: 'integer' },
      ['/condition/contentType content_type_mismatch'],
    ],
    ['a type on a property', { ...good, contentType: 'string' }, ['/condition/contentType content_type_mismatch']],
  ])('%s', (_name, input, faults) => expect(faultsOf(input)).toEqual(faults));

  it('of what the event itself tells, by its name and type', () => {
    const told = (field: string, operator: string, value?: unknown) =>
      leaf(field, operator, value, { source: 'event' });
    const event = 'certificate_action_performed';
    expect(faultsOf(told('action', 'EQUALS', ['revoke', 'renew']), event)).toEqual([]);
    expect(faultsOf(told('errorMessage', 'MATCHES', 'time.?out'), event)).toEqual([]);
    expect(faultsOf(told('newStatus', 'EQUALS', 'valid'), event)).toEqual(['/condition/field unknown_field']);
    expect(faultsOf(told('state', 'EQUALS', 'done'), event)).toEqual(['/condition/value unknown_code']);
    expect(faultsOf(told('action', 'GREATER', 'x'), event)).toEqual(['/condition/operator operator_not_allowed']);
    const searched = validateCondition(told('action', 'EQUALS', 'revoke'), {
      ...{ scope: 'certificates', stage: null, attributes, patterns },
    });
    expect(searched).toMatchObject({ faults: [{ code: 'field_not_of_resource' }] });
  });

  it('reports all of them together', () => {
    const input = {
      all: [
        good,
        { any: [leaf('NOPE', 'EQUALS', 'x'), { not: leaf('KEY_SIZE', 'GREATER', 'x') }] },
        leaf('NOT_AFTER', 'IN_NEXT', 'soon'),
      ],
    };
    expect(faultsOf(input)).toEqual([
      '/condition/all/1/any/0/field unknown_field',
      '/condition/all/1/any/1/not/value wrong_value_type',
      '/condition/all/2/value bad_duration',
    ]);
  });

  it('looks at own properties only', () => {
    expect(faultsOf(JSON.parse('{"__proto__":{"all":[{"source":"property"}]}}'))).toContain(
      '/condition/__proto__ unknown_key',
    );
    expect(faultsOf(Object.create({ all: [good] }))).toContain('/condition/source unknown_source');
    expect(faultsOf(Object.assign(Object.create({ value: 'x' }) as object, leaf('COMMON_NAME', 'EQUALS')))).toEqual([
      '/condition/value value_missing',
    ]);
  });

  it('bounds depth and leaves', () => {
    const nested = (depth: number): unknown => (depth === 0 ? good : { not: nested(depth - 1) });
    expect(faultsOf(nested(10))).toEqual([]);
    expect(faultsOf(nested(11))).toEqual([`/condition${'/not'.repeat(10)} too_deep`]);
    expect(faultsOf(nested(5000))).toHaveLength(1);
    const wide = (count: number) => ({
      all: [{ any: Array<unknown>(100).fill(good) }, { any: Array<unknown>(count).fill(good) }],
    });
    expect(faultsOf(wide(100))).toEqual([]);
    expect(faultsOf({ all: [wide(100), good] })).toEqual(['/condition too_many_leaves']);
  });
});

describe('normalisation', () => {
  it.each<[string, object, unknown]>([
    ['numeric text', leaf('KEY_SIZE', 'EQUALS', ['2048', 4096, '1e3']), [2048, 4096, 1000]],
    ['fingerprint', leaf('FINGERPRINT', 'EQUALS', 'AB:cd: 01'), 'abcd01'],
    ['thumbprint', leaf('THUMBPRINT', 'EQUALS', 'ab:CD'), 'ABCD'],
    ['serial number', leaf('SERIAL_NUMBER', 'EQUALS', '0x00:0A:BC'), 'abc'],
    ['serial number zero', leaf('SERIAL_NUMBER', 'EQUALS', '00'), '0'],
    ['negative serial number', leaf('SERIAL_NUMBER', 'EQUALS', '-00FF'), '-ff'],
    ['end of a serial number', leaf('SERIAL_NUMBER', 'ENDS_WITH', '00:0A'), '000a'],
    ['pattern stays', leaf('SERIAL_NUMBER', 'MATCHES', '^00AB'), '^00AB'],
    ['instant', leaf('NOT_AFTER', 'GREATER', '2030-01-01T01:30:00.5+01:30'), '2030-01-01T00:00:00.500Z'],
    ['day', custom('day', 'EQUALS', '2030-01-01T01:00:00+02:00'), '2029-12-31'],
    ['time', custom('at', 'EQUALS', '10:00'), '10:00:00'],
    ['NFC', leaf('COMMON_NAME', 'EQUALS', 'a\u0308'), 'ä'],
    ['count', leaf('KEY_USAGE', 'COUNT_EQUAL', '2'), 2],
  ])('%s', (_name, input, value) => expect(check(input)).toMatchObject({ condition: { value }, warnings: [] }));

  it('keeps the tree and drops what says nothing', () => {
    const input = { all: [{ not: { ...good, ignoreCase: false } }, { ...leaf('COMMON_NAME', 'EMPTY'), value: null }] };
    expect(check(input)).toEqual({ condition: { all: [{ not: good }, leaf('COMMON_NAME', 'EMPTY')] }, warnings: [] });
  });

  it('is stable: what was saved can be saved again', () => {
    const first = check({
      any: [leaf('NOT_AFTER', 'IN_NEXT', 'P30D'), leaf('KEY_SIZE', 'LESSER', '2048'), custom('count', 'EQUALS', ['1'])],
    });
    expect('condition' in first && check(first.condition)).toEqual(first);
  });
});

describe('warnings', () => {
  it.each<[string, object, string[]]>([
    ['a code not seen', leaf('PUBLIC_KEY_ALGORITHM', 'EQUALS', ['rsa', 'RSA']), ['/condition/value/1 code_not_seen']],
    ['known codes', leaf('SIGNATURE_ALGORITHM', 'EQUALS', 'sha256WithRSAEncryption'), []],
    ['names are not codes', leaf('GROUP_NAME', 'EQUALS', 'anything'), []],
    ['no hexadecimal text', leaf('FINGERPRINT', 'EQUALS', 'web1'), ['/condition/value not_hexadecimal']],
  ])('%s', (_name, input, expected) => {
    const checked = check(input);
    expect('warnings' in checked && checked.warnings.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(
      expected,
    );
  });

  it('knows codes that were seen', () => {
    const seenCodes = (field: string) => new Set(field === 'PUBLIC_KEY_ALGORITHM' ? ['1.2.3'] : []);
    const input = leaf('PUBLIC_KEY_ALGORITHM', 'EQUALS', '1.2.3');
    const context = { scope: 'certificate_expiring', stage: null, attributes, patterns } as const;
    expect(validateCondition(input, { ...context, seenCodes })).toMatchObject({ warnings: [] });
    expect(validateCondition(input, context)).toMatchObject({ warnings: [{ code: 'code_not_seen' }] });
  });
});

describe('fieldsNotAvailable', () => {
  const condition = {
    all: [
      good,
      { not: leaf('OWNER', 'EMPTY') },
      { any: [leaf('host', 'EMPTY', undefined, { source: 'meta', contentType: 'string' })] },
    ],
  } as Condition;
  it.each<[EventCode, Stage, string[]]>([
    ['certificate_uploaded', 'ignore', ['/condition/all/1/not/field', '/condition/all/2/any/0/field']],
    ['certificate_uploaded', 'action', ['/condition/all/2/any/0/field']],
    ['certificate_discovered', 'ignore', []],
    ['certificate_expiring', 'ignore', []],
  ])('%s, %s', (event, stage, pointers) => {
    const faults = fieldsNotAvailable(condition, event, stage, attributes);
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(faults.every(({ code }) => code === 'field_not_available')).toBe(true);
    expect(faultsOf(condition, event, stage).map((fault) => fault.split(' ')[0])).toEqual(pointers);
  });

  it('has nothing to say without a condition', () => {
    expect(fieldsNotAvailable(null, 'certificate_uploaded', 'ignore', [])).toEqual([]);
  });
});
