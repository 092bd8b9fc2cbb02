import { attributeDefinition } from '../../../test/support/attribute-definition';
import { metadataOf, readMetadata } from './metadata';

const definitions = [
  attributeDefinition({ uuid: 'a1', name: 'Retired', contentType: 'boolean' }),
  attributeDefinition({ uuid: 'a2', name: 'Email-Contact', contentType: 'string' }),
  attributeDefinition({ uuid: 'a3', name: 'Cost', contentType: 'integer' }),
  attributeDefinition({ uuid: 'a4', name: 'Review', contentType: 'date' }),
  attributeDefinition({ uuid: 'a5', name: 'Seen', contentType: 'datetime' }),
  attributeDefinition({ uuid: 'a6', name: 'Sites', contentType: 'string', multiSelect: true }),
  attributeDefinition({ uuid: 'a7', name: 'Of groups', contentType: 'string', resources: ['groups'] }),
];
const read = (metadata: Record<string, unknown>) => readMetadata(metadata, definitions);

it.each([
  ['Retired', 'True', [true]],
  ['retired', 'false', [false]],
  ['Retired', 'perhaps', ['perhaps']],
  ['Email-Contact', 'kim@example.com', ['kim@example.com']],
  ['Email-Contact', 17, ['17']],
  ['Email-Contact', '', []],
  ['Email-Contact', null, []],
  ['Cost', ' 12 ', ['12']],
  ['Review', '1/31/2027', ['2027-01-31']],
  ['Review', '2027-01-31T00:00:00', ['2027-01-31']],
  ['Seen', '2027-01-31', ['2027-01-31T00:00:00Z']],
  ['Seen', '2027-01-31T10:00:00', ['2027-01-31T10:00:00Z']],
  ['Seen', '2027-01-31T10:00:00+01:00', ['2027-01-31T10:00:00+01:00']],
  ['Sites', ['Brno', 'Praha'], ['Brno', 'Praha']],
])('reads %s %j', (name, value, expected) => {
  const { changes, faults } = read({ [name]: value });
  expect(faults).toEqual([]);
  expect(changes[0]!.content.map(({ data }) => data)).toEqual(expected);
  expect(definitions.map((one) => one.name)).toContain(changes[0]!.name);
});

it('tells what there is not, and what comes twice', () => {
  const { changes, faults } = read({ Nothing: 'x', 'a/b': 'x', 'Of groups': 'x', Retired: 'True', RETIRED: 'False' });
  expect(changes).toHaveLength(1);
  expect(faults.map(({ pointer, code }) => [pointer, code])).toEqual([
    ['/Metadata/Nothing', 'unknown_attribute'],
    ['/Metadata/a~1b', 'unknown_attribute'],
    ['/Metadata/Of groups', 'unknown_attribute'],
    ['/Metadata/RETIRED', 'duplicate_attribute'],
  ]);
});

it('writes one text a name, nothing secret', () => {
  const value = (name: string, contentType: string, ...data: unknown[]) => ({
    ...{ name, contentType, content: data.map((one) => ({ data: one })) },
  });
  const attributes = {
    a6: value('Sites', 'string', 'Brno', 'Praha'),
    a1: value('Retired', 'boolean', true),
    a3: value('Cost', 'integer', 12),
    a5: value('Seen', 'datetime', new Date('2027-01-31T10:00:00Z')),
    a9: value('Token', 'secret', 'sealed'),
  };
  expect(metadataOf(attributes as never)).toEqual({
    Cost: '12',
    Retired: 'True',
    Seen: '2027-01-31T10:00:00.000Z',
    Sites: 'Brno, Praha',
  });
});
