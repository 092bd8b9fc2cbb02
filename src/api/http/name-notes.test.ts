import { withNameNotes } from './name-notes';

const uuid = { type: 'string', format: 'uuid', maxLength: 36, pattern: '^[0-9a-f-]{36}$' };
const orName = (what: string) => ({
  ...{ type: 'string', minLength: 1, maxLength: 200 },
  description: `The uuid, or the ${what}.`,
});
const inPath = (name: string, schema: object) => ({ name, in: 'path', schema });
const inQuery = (name: string, schema: object) => ({ name, in: 'query', schema });
const parametersOf = (path: string, parameters: readonly object[]) => {
  const { paths } = withNameNotes({ paths: { [`/api/v1${path}`]: { get: { parameters } } } }, '/api/v1');
  return Object.values(paths)[0]!.get.parameters;
};

it.each([
  { path: '/groups/{uuid}', parameter: inPath('uuid', uuid), schema: orName('name') },
  { path: '/users/{uuid}', parameter: inPath('uuid', uuid), schema: orName('username') },
  {
    path: '/expiring/{certificateUuid}',
    parameter: inPath('certificateUuid', uuid),
    schema: orName('common name (another name where it has none)'),
  },
  { path: '/api-keys/{uuid}', parameter: inPath('uuid', uuid), schema: uuid },
  { path: '/certificates/{uuid}/relations/{relationUuid}', parameter: inPath('relationUuid', uuid), schema: uuid },
  { path: '/certificates', parameter: inQuery('owner', uuid), schema: orName('username') },
  { path: '/deliveries', parameter: inQuery('firingId', uuid), schema: uuid },
  { path: '/trigger-sets/{event}/effective', parameter: inQuery('objectUuid', uuid), schema: orName('name') },
  { path: '/somewhere', parameter: inQuery('objectUuid', uuid), schema: uuid },
])('$path: $parameter.name', ({ path, parameter, schema }) =>
  expect(parametersOf(path, [parameter])).toEqual([{ ...parameter, schema }]),
);

it('an object of any kind is named where its resource is, too', () => {
  const resource = inQuery('resource', { type: 'string' });
  const [object] = parametersOf('/event-history', [inQuery('objectUuid', uuid), resource]);
  expect(object).toMatchObject({ schema: orName('name') });
});

it('members of bodies keep what else their schema says', () => {
  const properties = {
    groups: { type: 'array', items: uuid, maxItems: 5, description: 'Some.' },
    owner: { ...uuid, type: ['string', 'null'], description: 'Who cares.' },
    successor: { anyOf: [uuid, { type: 'null' }] },
    uuid,
    name: { type: 'string' },
  };
  const { components } = withNameNotes({ components: { schemas: { One: { type: 'object', properties } } } }, '/api/v1');
  expect(components.schemas.One.properties).toEqual({
    ...properties,
    groups: { ...properties.groups, items: orName('name') },
    owner: { ...orName('username'), type: ['string', 'null'], description: 'Who cares. The uuid, or the username.' },
    successor: { anyOf: [orName('common name (another name where it has none)'), { type: 'null' }] },
  });
});
