import { permissions as all, type Permission } from '../../domain/identity/permissions';
import { validationFailed } from '../../domain/problem';
import { createNameLookup, createNameWriter, type ObjectNames } from './object-names';
import { orNull, uuid, uuidPath, z } from './schemas';

/** The request, as long as all its names mean something. */
function readerOf(...[route, known]: Parameters<typeof createNameLookup>) {
  const lookUp = createNameLookup(route, known);
  return async (...asked: Parameters<typeof lookUp>) => {
    const { request, faults } = await lookUp(...asked);
    if (faults.length > 0) throw validationFailed(faults);
    return request;
  };
}

const web = '11111111-1111-4111-8111-111111111111';
const alice = '22222222-2222-4222-8222-222222222222';
const everything = new Set<Permission>(all);
const names: ObjectNames = {
  namesOf: async (kind) => new Map(kind === 'group' ? [[web, 'Web']] : kind === 'user' ? [[alice, 'alice']] : []),
  candidatesOf: async (kind, name, limit) => {
    if (name === 'Many') return Array.from({ length: limit }, (_, index) => ({ uuid: `c${index}` }));
    if (name === 'Twins')
      return [
        { uuid: web, notAfter: new Date('2030-01-31T10:00:00Z') },
        { uuid: alice, notAfter: null },
      ];
    if (kind === 'group' && name === 'Web') return [{ uuid: web }];
    return name === 'alice' ? [{ uuid: alice }] : [];
  },
};
const body = z.strictObject({
  groups: z.array(uuid).max(5).optional(),
  owner: z
    .union([z.literal('$actor'), uuid])
    .nullable()
    .optional(),
  name: z.string().optional(),
});
const route = { path: '/groups/{uuid}', params: uuidPath, query: z.strictObject({ owner: uuid.optional() }), body };
const read = (change: object, permissions = everything) =>
  readerOf(route, names)({ params: { uuid: web }, query: {}, body: {}, ...change }, permissions);

it('puts uuids in the place of names, in path, query and body', async () => {
  const found = await read({
    params: { uuid: 'Web' },
    query: { owner: 'alice' },
    body: { groups: ['Web', web], owner: 'alice', name: 'Web' },
  });
  expect(found).toEqual({
    params: { uuid: web },
    query: { owner: alice },
    body: { groups: [web, web], owner: alice, name: 'Web' },
  });
});

it.each([
  { name: 'uuids, in capitals too', body: { groups: [web.toUpperCase()] } },
  { name: 'words that the schema knows', body: { owner: '$actor' } },
  { name: 'what does not fit at all', body: { groups: 'Web', owner: 7 } },
  { name: 'nothing', body: undefined },
])('leaves $name alone', async ({ body: given }) => expect((await read({ body: given })).body).toEqual(given));

it.each([
  { name: 'nobody has', body: { groups: [web, 'Nothing'] }, pointer: '/groups/1', code: 'unknown_name' },
  { name: 'several have', body: { owner: 'Twins' }, pointer: '/owner', code: 'ambiguous_name' },
])('a name that $name is a fault at its place', async ({ body: given, pointer, code }) => {
  const errors = [expect.objectContaining({ pointer, code })];
  await expect(read({ body: given })).rejects.toMatchObject({ code: 'validation_failed', more: { errors } });
});

it.each([
  { name: 'Nothing', code: 'not_found' },
  { name: 'Twins', code: 'ambiguous_name' },
])('$name in the path is $code', async ({ name, code }) =>
  expect(read({ params: { uuid: name } })).rejects.toMatchObject({ code }),
);

it.each([
  { name: 'Twins', listed: `${web} (until 2030-01-31), ${alice}`, shown: 2 },
  { name: 'Many', listed: 'c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, and others', shown: 10 },
])('an ambiguous name says what it may mean: $name', async ({ name, listed, shown }) => {
  const refused = await read({ params: { uuid: name } }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ detail: expect.stringContaining(`that you mean: ${listed}.`) });
  expect((refused as { more: { extra: { candidates: unknown[] } } }).more.extra.candidates).toHaveLength(shown);
  const errors = [
    expect.objectContaining({ detail: expect.stringMatching(new RegExp(`: ${listed.replace(/[().]/g, '\\$&')}$`)) }),
  ];
  await expect(read({ body: { owner: name } })).rejects.toMatchObject({ more: { errors } });
});

it('takes recipients for what the type beside them says, and the object of a trigger set for its resource', async () => {
  const profile = z.strictObject({ recipientType: z.string(), recipients: z.array(uuid) });
  const reader = readerOf({ path: '/trigger-sets/{event}/{resource}/{uuid}', body: profile }, names);
  const given = { params: { event: 'x', resource: 'groups', uuid: 'Web' }, query: {} };
  const found = await reader({ ...given, body: { recipientType: 'user', recipients: ['alice'] } }, everything);
  expect(found.params['uuid']).toBe(web);
  expect(found.body).toEqual({ recipientType: 'user', recipients: [alice] });
});

it('leaves out names that come back beside their uuids, at whatever depth, and nothing else', async () => {
  const action = z.strictObject({ groups: z.array(uuid), groupNames: z.array(z.string()).optional() });
  const schema = z.strictObject({ actions: z.array(action), owner: uuid, ownerName: z.string().optional() });
  const reader = readerOf({ path: '/triggers', body: schema }, names);
  const given = { actions: [{ groups: ['Web'], groupNames: ['Other'] }], owner: alice, ownerName: 'bob' };
  const found = await reader({ params: {}, query: {}, body: given }, everything);
  expect(found.body).toEqual({ actions: [{ groups: [web] }], owner: alice });
  // Without a name to look up as well. A name without what it names is left to the check, which does not know it.
  const known = {
    actions: [{ groups: [web], groupNames: ['Web'], ownerName: 'bob' }],
    owner: alice,
    ownerName: 'alice',
  };
  const again = await reader({ params: {}, query: {}, body: known }, everything);
  expect(again.body).toEqual({ actions: [{ groups: [web], ownerName: 'bob' }], owner: alice });
});

it.each([
  { name: 'its resource', query: { resource: 'groups', objectUuid: 'Web' }, objectUuid: web },
  { name: 'no resource', query: { objectUuid: 'Web' }, objectUuid: 'Web' },
  { name: 'a resource without names', query: { resource: 'settings', objectUuid: 'Web' }, objectUuid: 'Web' },
])('takes objectUuid with $name for what that says', async ({ query, objectUuid }) => {
  const schema = z.strictObject({ resource: z.string().optional(), objectUuid: uuid.optional() });
  const found = await readerOf({ path: '/event-history', query: schema }, names)(
    { params: {}, query, body: undefined },
    everything,
  );
  expect(found.query).toEqual({ ...query, objectUuid });
});

it.each([
  { place: 'groups/Web', expected: `groups/${web}` },
  { place: `groups/${web}`, expected: `groups/${web}` },
  { place: 'settings', expected: 'settings' },
  { place: 'approvals/Web', expected: 'approvals/Web' },
])('takes the name in the place $place', async ({ place, expected }) => {
  const query = z.strictObject({ place: z.string().optional() });
  const reader = readerOf({ path: '/event-history', query }, names);
  expect((await reader({ params: {}, query: { place }, body: undefined }, everything)).query).toEqual({
    place: expected,
  });
});

it.each([
  { channel: 'internal', expected: alice },
  { channel: 'email', expected: 'alice' },
])('takes the recipient of a test by $channel for what that takes: $expected', async ({ channel, expected }) => {
  const recipient = z.union([uuid, z.email()]).nullable().default(null);
  const reader = readerOf({ path: '/x', body: z.strictObject({ channel: z.string(), recipient }) }, names);
  const found = await reader({ params: {}, query: {}, body: { channel, recipient: 'alice' } }, everything);
  expect(found.body).toEqual({ channel, recipient: expected });
});

it('takes an object for the resource of the event in the path', async () => {
  const query = z.strictObject({ objectUuid: uuid.optional() });
  const certificates: ObjectNames = {
    ...names,
    candidatesOf: async (kind, name) => (kind === 'certificate' && name === 'www' ? [{ uuid: web }] : []),
  };
  const reader = readerOf({ path: '/trigger-sets/{event}/effective', query }, certificates);
  const given = { params: { event: 'certificate_uploaded' }, query: { objectUuid: 'www' }, body: undefined };
  expect((await reader(given, everything)).query).toEqual({ objectUuid: web });
});

it('does not look up what the caller may not read', async () =>
  expect(read({ params: { uuid: 'Web' } }, new Set())).rejects.toMatchObject({ code: 'not_found' }));

it('bounds the names of a request', async () =>
  expect(read({ body: { groups: Array.from({ length: 201 }, (_, index) => `g${index}`) } })).rejects.toMatchObject({
    more: { errors: [{ code: 'too_many_names' }] },
  }));

const view = z.strictObject({
  items: z.array(
    z.strictObject({
      groups: z.array(z.string()),
      groupNames: z.array(z.string().nullable()).optional(),
      owner: z.string().nullable(),
      ownerName: z.string().nullable().optional(),
      raProfile: z.string().nullable(),
      deeper: orNull(z.strictObject({ user: z.string() })),
    }),
  ),
});
const item = { groups: [web, alice], owner: alice, raProfile: web, deeper: null };

it('adds names where the schema has members for them', async () => {
  const written = await createNameWriter(view, names)!({ items: [item, { ...item, owner: null }] }, everything);
  expect(written).toEqual({
    items: [
      { ...item, groupNames: ['Web', null], ownerName: 'alice' },
      { ...item, owner: null, groupNames: ['Web', null], ownerName: null },
    ],
  });
});

it('adds nothing beside a member that an item does not have', async () => {
  const schema = z.strictObject({
    places: z.array(z.looseObject({ resource: z.string(), objectUuid: z.string(), objectName: z.string().optional() })),
    actions: z.array(
      z.looseObject({ groups: z.unknown(), groupNames: z.unknown(), owner: z.unknown(), ownerName: z.unknown() }),
    ),
  });
  const body = { places: [{ resource: 'groups', objectUuid: web }], actions: [{ groups: [web] }, { owner: '$actor' }] };
  expect(await createNameWriter(schema, names)!(body, everything)).toEqual({
    places: [{ resource: 'groups', objectUuid: web, objectName: 'Web' }],
    actions: [
      { groups: [web], groupNames: ['Web'] },
      { owner: '$actor', ownerName: null },
    ],
  });
});

it('hides names of what the caller may not read', async () => {
  const written = await createNameWriter(view, names)!({ items: [item] }, new Set(['groups:read']));
  expect(written).toMatchObject({ items: [{ groupNames: ['Web', null], ownerName: null }] });
});

it('costs nothing where no answer has names', () =>
  expect(createNameWriter(z.strictObject({ owner: z.string() }), names)).toBeUndefined());

it('adds the names of those that replace a certificate', async () => {
  const row = z.strictObject({
    replacedBy: z.array(z.string()),
    replacedByNames: z.array(z.string().nullable()).optional(),
  });
  const known: ObjectNames = { ...names, namesOf: async () => new Map([[web, 'www.example']]) };
  expect(await createNameWriter(row, known)!({ replacedBy: [web, alice] }, everything)).toEqual({
    replacedBy: [web, alice],
    replacedByNames: ['www.example', null],
  });
});
