import { attributeDefinition } from '../../../test/support/attribute-definition';
import type { AttributeDefinition, ContentType } from './attribute';
import { checkDefinition } from './definition';
import { maskAttributeSecrets, missingRequired, readAttributeContent, readAttributeValues, toDatum } from './values';

const attribute = (contentType: ContentType, change: Partial<AttributeDefinition> = {}) =>
  attributeDefinition({ contentType, ...change });

describe('toDatum', () => {
  it.each<[ContentType, unknown, unknown]>([
    ['string', 'a\u0308', 'ä'],
    ['string', 5, undefined],
    ['string', 'x'.repeat(4001), undefined],
    ['string', '\ud800', undefined],
    ['text', 'x'.repeat(4001), 'x'.repeat(4001)],
    ['integer', '42', 42],
    ['integer', 42.0, 42],
    ['integer', 1.5, undefined],
    ['integer', 2 ** 53, undefined],
    ['float', '1.50', 1.5],
    ['float', Number.NaN, undefined],
    ['float', Number.POSITIVE_INFINITY, undefined],
    ['boolean', true, true],
    ['boolean', 'true', undefined],
    ['date', '2028-02-29', '2028-02-29'],
    ['date', '2027-02-29', undefined],
    ['time', '10:00', '10:00:00'],
    ['time', '10:00:00.000', '10:00:00'],
    ['time', '10:00:00.5', '10:00:00.500'],
    ['time', '24:00:00', undefined],
    ['datetime', '2030-01-01T01:00:00+01:00', new Date('2030-01-01T00:00:00Z')],
    ['datetime', new Date(5), new Date(5)],
    ['datetime', '2030-01-01T01:00:00', undefined],
    ['datetime', new Date(Number.NaN), undefined],
    ['secret', 'hush', 'hush'],
    ['file', { name: 'a', content: 'eA==' }, { name: 'a', content: 'eA==' }],
    ['object', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['object', 'text', undefined],
    ['object', [1], undefined],
    ['object', { $ne: 1 }, undefined],
    ['object', { a: { 'b.c': 1 } }, undefined],
    ['object', JSON.parse('{"__proto__":{"x":1}}'), undefined],
    ['object', { a: () => 1 }, undefined],
    ['object', { a: new Date() }, undefined],
    ['object', { a: 'x'.repeat(100_001) }, undefined],
    ['object', JSON.parse('{"a":'.repeat(20) + '1' + '}'.repeat(20)), undefined],
    ['string', undefined, undefined],
    ['string', null, undefined],
  ])('%s of %j', (contentType, data, expected) => expect(toDatum(contentType, data)).toEqual(expected));
});

describe('readAttributeValues', () => {
  const definitions = [
    attribute('string'),
    attribute('integer', { uuid: 'a2', name: 'count', multiSelect: true }),
    attribute('string', { uuid: 'a3', name: 'colour', list: true, content: [{ data: 'red' }, { data: 'blue' }] }),
    attribute('datetime', { uuid: 'a4', name: 'when', list: true, content: [{ data: new Date(0) }] }),
    attribute('string', { uuid: 'a5', name: 'open', list: true, extensibleList: true, content: [{ data: 'red' }] }),
    attribute('string', { uuid: 'a6', name: 'fixed', readOnly: true }),
    attribute('string', { uuid: 'a7', name: 'of groups', resources: ['groups'] }),
  ];
  const read = (input: unknown, by: 'request' | 'trigger' = 'request') =>
    readAttributeValues(input, definitions, { resource: 'certificates', by, pointer: '/customAttributes' });

  it('reads, normalises and keys by definition', () => {
    const input = [
      { name: 'site', contentType: 'string', content: [{ data: 'a\u0308', reference: 'r' }] },
      { name: 'count', content: [{ data: '1' }, { data: 1 }, { data: 2 }] },
      { name: 'colour', content: [{ data: 'blue' }] },
      { name: 'when', content: [{ data: '1970-01-01T01:00:00+01:00' }] },
      { name: 'open', content: [{ data: 'green' }] },
    ];
    expect(read(input)).toEqual({
      values: {
        a1: { name: 'site', contentType: 'string', content: [{ data: 'ä', reference: 'r' }] },
        a2: { name: 'count', contentType: 'integer', content: [{ data: 1 }, { data: 2 }] },
        a3: { name: 'colour', contentType: 'string', content: [{ data: 'blue' }] },
        a4: { name: 'when', contentType: 'datetime', content: [{ data: new Date(0) }] },
        a5: { name: 'open', contentType: 'string', content: [{ data: 'green' }] },
      },
    });
  });

  it.each([undefined, null, []])('%j is no values', (input) => expect(read(input)).toEqual({ values: {} }));

  const one = (entry: unknown) => [entry];
  it.each<[string, unknown, string[]]>([
    ['no list', {}, [' not_a_list']],
    ['no object', one('x'), ['/0 not_an_object']],
    ['unknown key', one({ name: 'site', content: [], $set: 1 }), ['/0 unknown_key']],
    ['unknown attribute', one({ name: 'nope', content: [] }), ['/0/name unknown_attribute']],
    ['prototype name', one({ name: 'constructor', content: [] }), ['/0/name unknown_attribute']],
    ['name of no text', one({ name: { $ne: '' }, content: [] }), ['/0/name unknown_attribute']],
    ['for another resource', one({ name: 'of groups', content: [] }), ['/0/name not_for_resource']],
    ['read-only', one({ name: 'fixed', content: [{ data: 'x' }] }), ['/0/name read_only']],
    ['another type', one({ name: 'site', contentType: 'text', content: [] }), ['/0/contentType content_type_mismatch']],
    ['content of no list', one({ name: 'site', content: 'x' }), ['/0/content not_a_list']],
    ['content missing', one({ name: 'site' }), ['/0/content not_a_list']],
    ['value of no object', one({ name: 'site', content: ['x'] }), ['/0/content/0 not_an_object']],
    [
      'value of the wrong type',
      one({ name: 'count', content: [{ data: 1 }, { data: 'x' }] }),
      ['/0/content/1/data wrong_value_type'],
    ],
    ['no data', one({ name: 'site', content: [{}] }), ['/0/content/0/data wrong_value_type']],
    [
      'bad reference',
      one({ name: 'site', content: [{ data: 'x', reference: 1 }] }),
      ['/0/content/0/reference bad_reference'],
    ],
    ['several values', one({ name: 'site', content: [{ data: 'x' }, { data: 'y' }] }), ['/0/content too_many_values']],
    ['no option', one({ name: 'colour', content: [{ data: 'green' }] }), ['/0/content/0/data value_not_allowed']],
    [
      'twice',
      [
        { name: 'site', content: [] },
        { name: 'site', content: [] },
      ],
      ['/1/name duplicate_attribute'],
    ],
    [
      'all together',
      [
        { name: 'nope', content: [] },
        { name: 'count', content: [{ data: 'x' }] },
      ],
      ['/0/name unknown_attribute', '/1/content/0/data wrong_value_type'],
    ],
  ])('refuses %s', (_name, input, expected) => {
    const result = read(input);
    expect('faults' in result && result.faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(
      expected.map((fault) => `/customAttributes${fault}`),
    );
  });

  it('lets triggers set read-only attributes', () => {
    expect(read([{ name: 'fixed', content: [{ data: 'x' }] }], 'trigger')).toHaveProperty('values.a6');
  });
});

describe('missingRequired', () => {
  it('names required attributes of the resource without a value', () => {
    const definitions = [
      attribute('string', { required: true }),
      attribute('string', { uuid: 'a2', name: 'empty', required: true }),
      attribute('string', { uuid: 'a3', name: 'there', required: true }),
      attribute('string', { uuid: 'a4', name: 'optional' }),
      attribute('string', { uuid: 'a5', name: 'elsewhere', required: true, resources: ['groups'] }),
    ];
    const value = (data: string) => ({ name: 'x', contentType: 'string' as const, content: [{ data }] });
    expect(missingRequired(definitions, 'certificates', { a2: value(''), a3: value('x') })).toEqual(['site', 'empty']);
  });
});

describe('maskAttributeSecrets', () => {
  it.each(['secret', 'credential'] as const)('hides data and reference of a %s', (contentType) => {
    const site = { name: 'site', contentType: 'string' as const, content: [{ data: 'x' }] };
    const secret = { name: 'key', contentType, content: [{ data: 'hush', reference: 'hush' }] };
    expect(maskAttributeSecrets({ a: site, b: secret })).toEqual({
      a: site,
      b: { ...secret, content: [{ data: '***' }] },
    });
  });
});

describe('checkDefinition', () => {
  it.each<[string, Partial<AttributeDefinition>, string[]]>([
    ['a plain one', {}, []],
    ['a list', { list: true, content: [{ data: 'a' }, { data: 'b' }] }, []],
    ['several defaults', { multiSelect: true, content: [{ data: 'a' }, { data: 'b' }] }, []],
    ['an extensible list without options', { list: true, extensibleList: true }, []],
    ['no name', { name: ' ' }, ['/name bad_name']],
    ['a name with blanks around', { name: 'a ' }, ['/name bad_name']],
    ['a name with a line end', { name: 'a\nb' }, ['/name bad_name']],
    ['a name not in NFC', { name: 'a\u0308' }, ['/name bad_name']],
    ['a long label', { label: 'x'.repeat(201) }, ['/label too_long']],
    ['a long description', { description: 'x'.repeat(2001) }, ['/description too_long']],
    ['an unknown type', { contentType: 'nope' as ContentType }, ['/contentType unknown_content_type']],
    ['no resources', { resources: [] }, ['/resources bad_resources']],
    ['an unknown resource', { resources: ['jobs' as 'groups'] }, ['/resources bad_resources']],
    ['a resource twice', { resources: ['groups', 'groups'] }, ['/resources bad_resources']],
    ['two defaults of one value', { content: [{ data: 'a' }, { data: 'b' }] }, ['/content too_many_defaults']],
    ['a default of the wrong type', { content: [{ data: 5 }] }, ['/content/0/data wrong_value_type']],
    ['a list without options', { list: true }, ['/content options_missing']],
    ['an option twice', { list: true, content: [{ data: 'a' }, { data: 'a' }] }, ['/content duplicate_option']],
    [
      'a credential with a default',
      { contentType: 'credential', content: [{ data: 'a' }] },
      ['/content secret_content'],
    ],
    ['a secret with a default', { contentType: 'secret', content: [{ data: 'a' }] }, ['/content secret_content']],
    ['several faults', { name: '', resources: [] }, ['/name bad_name', '/resources bad_resources']],
  ])('%s', (_name, change, expected) => {
    const faults = checkDefinition(attribute('string', change));
    expect(faults.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(expected);
  });
});

describe('readAttributeContent', () => {
  it('gives each value once and checks options before that', () => {
    const definition = attribute('object', { multiSelect: true });
    const content = [{ data: { a: 1, b: 2 } }, { data: { b: 2, a: 1 } }];
    expect(readAttributeContent(content, definition, '')).toEqual({ content: [{ data: { a: 1, b: 2 } }] });
  });
});
