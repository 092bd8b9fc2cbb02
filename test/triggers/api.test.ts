import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import request from 'supertest';
import { createEventRoutes } from '../../src/api/events/routes';
import { createTriggerSetRoutes } from '../../src/api/triggers/sets';
import { createTriggerListRoute } from '../../src/api/triggers/list';
import { createTriggerRoutes } from '../../src/api/triggers/routes';
import type { AttributeDefinition } from '../../src/domain/attributes/attribute';
import { createEventSettingsStore } from '../../src/store/triggers/event-settings';
import { createPatternEngine } from '../../src/services/firings/pattern-engine';
import { createTriggerConfiguration } from '../../src/store/triggers/configuration';
import { createTriggerSetStore } from '../../src/store/triggers/sets';
import { createTriggerCountStore } from '../../src/store/firings/trigger-counts';
import { createTriggerStore } from '../../src/store/triggers/triggers';
import { attributeDefinition } from '../support/attribute-definition';
import { bearer, createFramework, type Framework } from '../support/framework';
import { openDatabase, type TestDatabase } from '../support/database';

const groupA = randomUUID();
const groupB = randomUUID();
const raProfile = randomUUID();
const user = randomUUID();
const notificationProfile = randomUUID();
const certificate = randomUUID();

const attribute = (name: string, change: Partial<AttributeDefinition> = {}) =>
  attributeDefinition({ uuid: randomUUID(), name, ...change });
const definitions = [
  attribute('site'),
  attribute('count', { contentType: 'integer' }),
  attribute('pin', { contentType: 'secret' }),
  attribute('room', { resources: ['discoveries'] }),
];

let database: TestDatabase;
let db: Connection;
let framework: Framework;
let triggerStore: ReturnType<typeof createTriggerStore>;

beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
  triggerStore = createTriggerStore(db);
  const deps = {
    triggers: triggerStore,
    sets: createTriggerSetStore(db),
    settings: createEventSettingsStore(db),
    configuration: createTriggerConfiguration(db),
    directory: {
      snapshot: async () => ({
        groups: new Map([groupA, groupB].map((uuid) => [uuid, { uuid, name: uuid === groupA ? 'A' : 'B' }])),
        raProfiles: new Map([[raProfile, { uuid: raProfile, name: 'web', enabled: true }]]),
        users: new Map([[user, { uuid: user, username: 'u', enabled: true }]]),
        attributes: new Map(definitions.map((definition) => [definition.uuid, definition])),
        attributesByName: new Map(definitions.map((definition) => [definition.name, definition])),
      }),
    },
    profiles: {
      findMany: async (uuids: readonly string[]) =>
        uuids.includes(notificationProfile) ? [{ uuid: notificationProfile }] : [],
    },
    subjectOf: async (_event: string, uuid: string) =>
      uuid === certificate
        ? {
            groups: [
              { uuid: groupB, name: 'B' },
              { uuid: groupA, name: 'A' },
            ],
            raProfile,
          }
        : null,
    scripts: { byName: async () => undefined },
    definitions: { byName: async () => undefined },
    patterns: createPatternEngine(),
    now: () => new Date(),
    newId: () => randomUUID(),
    seal: (text: string) => `sealed ${text.length}`,
  };
  framework = createFramework([
    createTriggerListRoute({ ...deps, counts: createTriggerCountStore(db) }),
    ...createTriggerRoutes(deps),
    ...createTriggerSetRoutes(deps),
    ...createEventRoutes(deps),
  ]);
  await database.buildIndexes();
});

afterAll(() => database?.close());

const api = (method: 'get' | 'post' | 'put' | 'delete', path: string, auth = bearer()) =>
  request(framework.app)[method](`/api/v1${path}`).set('Authorization', auth);

const ignoreTrigger = (change: object = {}) => ({
  name: `t-${randomUUID()}`,
  event: 'certificate_uploaded',
  kind: 'ignore',
  ...change,
});
const actionTrigger = (change: object = {}) => ({
  name: `t-${randomUUID()}`,
  event: 'certificate_uploaded',
  kind: 'action',
  actions: [{ type: 'setGroups', groups: [groupA] }],
  ...change,
});

interface Created {
  readonly uuid: string;
  readonly name: string;
  readonly version: number;
  readonly actions: readonly { readonly content: unknown }[];
  readonly warnings: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

async function created(body: object): Promise<Created> {
  const response = await api('post', '/triggers').send(body);
  expect(response.status).toBe(201);
  return response.body;
}

const pointers = (body: { errors?: { pointer: string; code: string }[] }) =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);

describe('triggers', () => {
  it('are created, read, listed, changed and deleted', async () => {
    const body = actionTrigger({
      description: 'sets the site',
      condition: { source: 'property', field: 'KEY_SIZE', operator: 'GREATER', value: '2048' },
      actions: [
        { id: 'first', type: 'setCustomAttribute', name: 'site', content: [{ data: 'Brno' }] },
        { type: 'setOwner', owner: '$actor', name: 'to the uploader', onError: 'stop', retry: {} },
      ],
    });
    const response = await api('post', '/triggers').send(body);
    expect(response.status).toBe(201);
    expect(response.headers).toMatchObject({ etag: '"1"', location: `/api/v1/triggers/${response.body.uuid}` });
    expect(response.body).toMatchObject({
      version: 1,
      enabled: true,
      warnings: [],
      condition: { value: 2048 },
      actions: [
        { id: 'first', name: 'site', enabled: true, onError: 'continue' },
        { name: 'to the uploader', retry: { maxAttempts: 5, initialInterval: 'PT1S', factor: 2, maxInterval: 'PT1M' } },
      ],
    });
    expect(response.body.actions[1].id).toMatch(/^[\w-]{1,64}$/);

    const path = `/triggers/${response.body.uuid}`;
    const { warnings: _warnings, ...shown } = response.body;
    expect((await api('get', path)).body).toEqual(response.body);
    const list = await api('get', '/triggers?event=certificate_uploaded&kind=action&enabled=true');
    expect(list.body.items).toContainEqual(shown);

    expect((await api('put', path).send(body)).status).toBe(428);
    expect((await api('put', path).set('If-Match', '"9"').send(body)).status).toBe(412);
    const changed = await api('put', path)
      .set('If-Match', '"1"')
      .send({ ...body, enabled: false });
    expect(changed.body).toMatchObject({ version: 2, enabled: false });
    expect((await api('delete', path).set('If-Match', '"1"')).status).toBe(412);
    expect((await api('delete', path).set('If-Match', '"2"')).status).toBe(204);
    expect((await api('get', path)).status).toBe(404);
  });

  it('say what can never match, when they are saved and whenever they are read', async () => {
    const property = (field: string, operator: string, value: unknown) => ({
      source: 'property',
      field,
      operator,
      value,
    });
    const trigger = await created(
      actionTrigger({
        condition: {
          any: [
            property('PUBLIC_KEY_ALGORITHM', 'EQUALS', ['rsa', 'ECDSA']),
            property('GROUP_NAME', 'EQUALS', 'a'),
            { all: [property('KEY_SIZE', 'GREATER', 4096), property('KEY_SIZE', 'LESSER', 2048)] },
            property('CERTIFICATE_STATE', 'EQUALS', 'revoked'),
            property('SUBJECT_ALTERNATIVE_NAMES', 'EQUALS', 'web1.example.org'),
          ],
        },
      }),
    );
    const expected = [
      ['/condition/any/0/value/1', 'code_not_seen', expect.stringContaining('Did you mean "ec"?')],
      ['/condition/any/4/value', 'value_not_possible', expect.stringContaining('"dNSName:web1.example.org"')],
      ['/condition/any/1/value', 'name_not_found', expect.stringContaining('Did you mean "A"?')],
      ['/condition/any/2/all/1', 'part_never_matches', expect.stringContaining('With /condition/any/2/all/0')],
      ['/condition/any/3', 'part_never_matches', expect.stringContaining('CERTIFICATE_STATE is always issued here')],
    ];
    const told = ({ warnings }: Pick<Created, 'warnings'>) =>
      warnings.map(({ pointer, code, detail }) => [pointer, code, detail]);
    expect(told(trigger)).toEqual(expected);
    const read = await api('get', `/triggers/${trigger.uuid}`);
    expect(told(read.body)).toEqual(expected);
    const {
      warnings: _warnings,
      attachedTo: _attachedTo,
      uuid,
      version: _v,
      createdAt: _c,
      updatedAt: _u,
      ...body
    } = read.body;
    const put = await api('put', `/triggers/${uuid}`).set('If-Match', '"1"').send(body);
    expect(told(put.body)).toEqual(expected);
  });

  it('F01 refuses a taken name when created and when renamed', async () => {
    const first = await created(ignoreTrigger());
    const second = await created(ignoreTrigger());
    const taken = ignoreTrigger({ name: first.name });
    const refused = { status: 409, code: 'name_taken', errors: [{ pointer: '/name', code: 'name_taken' }] };
    expect((await api('post', '/triggers').send(taken)).body).toMatchObject(refused);
    const renamed = await api('put', `/triggers/${second.uuid}`).set('If-Match', '"1"').send(taken);
    expect(renamed.body).toMatchObject(refused);
  });

  const missing = randomUUID();
  it.each([
    { name: 'F01 no actions', body: actionTrigger({ actions: [] }), found: ['/actions actions_needed'] },
    {
      name: 'actions of an ignore trigger',
      body: ignoreTrigger({ actions: [{ type: 'setRaProfile', raProfile: null }] }),
      found: ['/actions actions_not_allowed'],
    },
    {
      name: 'profiles of an action trigger',
      body: actionTrigger({ notificationProfiles: [notificationProfile] }),
      found: ['/notificationProfiles profiles_not_allowed'],
    },
    {
      name: 'everything that is named must exist',
      body: actionTrigger({
        actions: [
          { type: 'setGroups', groups: [groupA, missing] },
          { type: 'setRaProfile', raProfile: missing },
          { type: 'setOwner', owner: missing },
          { type: 'setCustomAttribute', name: 'nobody', content: null },
          { type: 'setCustomAttribute', name: 'site', copyFrom: { source: 'custom', field: 'nobody' } },
          { type: 'sendNotification', profiles: [notificationProfile, missing] },
        ],
      }),
      found: [
        '/actions/0/groups/1 target_missing',
        '/actions/1/raProfile target_missing',
        '/actions/2/owner target_missing',
        '/actions/3/name target_missing',
        '/actions/4/copyFrom/field target_missing',
        '/actions/5/profiles/1 target_missing',
      ],
    },
    {
      name: 'ids twice',
      body: actionTrigger({
        actions: [
          { id: 'a', type: 'setOwner', owner: null },
          { id: 'a', type: 'setRaProfile', raProfile: null },
        ],
      }),
      found: ['/actions/1/id duplicate_id'],
    },
    {
      name: 'content and copyFrom, neither, wrong type, wrong resource, other source type',
      body: actionTrigger({
        actions: [
          { type: 'setCustomAttribute', name: 'site', content: [], copyFrom: { source: 'meta', field: 'x' } },
          { type: 'setCustomAttribute', name: 'site' },
          { type: 'setCustomAttribute', name: 'count', content: [{ data: 'many' }] },
          { type: 'setCustomAttribute', name: 'room', content: null },
          { type: 'setCustomAttribute', name: 'site', copyFrom: { source: 'custom', field: 'count' } },
          { type: 'setCustomAttribute', name: 'site', copyFrom: { source: 'property', field: 'KEY_SIZE' } },
          { type: 'setCustomAttribute', name: 'site', copyFrom: { source: 'property', field: 'ISSUER_DN' } },
          { type: 'setCustomAttribute', name: 'site', copyFrom: { source: 'property', field: 'ISSUERDN' } },
        ],
      }),
      found: [
        '/actions/0 content_or_copy',
        '/actions/1 content_or_copy',
        expect.stringMatching(/^\/actions\/2\/content\/0\S* /),
        '/actions/3/name attribute_not_of_resource',
        '/actions/4/copyFrom/field copy_type_mismatch',
        '/actions/5/copyFrom/field copy_type_mismatch',
        '/actions/6/copyFrom/field unknown_field',
      ],
    },
    {
      name: 'actions that the resource does not have, bad durations',
      body: actionTrigger({
        event: 'discovery_finished',
        actions: [
          { type: 'setOwner', owner: null, timeout: 'soon' },
          { type: 'setGroups', groups: [], mode: 'add' },
          { type: 'sendNotification', profiles: [], retry: { maxInterval: 'never' } },
        ],
      }),
      found: [
        '/actions/0/type action_not_for_resource',
        '/actions/0/timeout bad_duration',
        '/actions/1/type action_not_for_resource',
        '/actions/1/groups too_small',
        '/actions/2/retry/maxInterval bad_duration',
        '/actions/2/profiles too_small',
      ],
    },
    {
      name: 'SEC6 fields of the server',
      body: actionTrigger({ uuid: randomUUID(), version: 7 }),
      found: ['/uuid unknown_field', '/version unknown_field'],
    },
    {
      name: 'SEC5 operators instead of values',
      body: { ...actionTrigger(), name: { $ne: '' }, event: { $gt: '' } },
      found: ['/name wrong_type', '/event wrong_value'],
    },
  ])('$name: 422', async ({ body, found }) => {
    const response = await api('post', '/triggers').send(body);
    expect(response.body).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(pointers(response.body)).toEqual(found);
  });

  it.each([
    { name: 'F01 an empty group', condition: { any: [{ all: [] }] }, pointer: '/condition/any/0/all' },
    {
      name: 'look-around',
      condition: { source: 'property', field: 'SUBJECTDN', operator: 'MATCHES', value: '(?=a)' },
      pointer: '/condition/value',
    },
    { name: 'operator of the database', condition: { $where: '1' }, pointer: '/condition/$where' },
  ])('$name: 422 invalid_condition', async ({ condition, pointer }) => {
    const response = await api('post', '/triggers').send(ignoreTrigger({ condition }));
    expect(response.body).toMatchObject({ status: 422, code: 'invalid_condition' });
    expect(response.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  });

  it('never shows secret values and keeps them when the mask comes back', async () => {
    const secret = { id: 's', type: 'setCustomAttribute', name: 'pin', content: [{ data: '4711' }] };
    const trigger = await created(actionTrigger({ actions: [secret] }));
    expect(trigger.actions[0]!.content).toEqual([{ data: '***' }]);
    const back = { ...secret, content: trigger.actions[0]!.content };
    const changed = await api('put', `/triggers/${trigger.uuid}`)
      .set('If-Match', '"1"')
      .send(actionTrigger({ actions: [back] }));
    expect(changed.body.actions[0].content).toEqual([{ data: '***' }]);
    const stored = await triggerStore.find(trigger.uuid);
    expect(stored?.trigger.actions[0]).toMatchObject({ content: [{ data: 'sealed 15', sealed: true }] });
  });
});

describe('trigger sets', () => {
  const path = '/trigger-sets/certificate_uploaded';
  const empty = { ignore: [], actions: [] };

  it('are written as a whole, keep who attached what, and are deleted', async () => {
    const [first, second] = [await created(ignoreTrigger()), await created(actionTrigger())];
    expect((await api('get', path)).body).toMatchObject({ ...empty, revision: 0 });
    expect((await api('put', path).set('If-Match', '"3"').send(empty)).status).toBe(412);
    const made = await api('put', path).send({ ignore: [first.uuid], actions: [] });
    expect(made.status).toBe(201);
    expect((await api('put', path).send(empty)).status).toBe(428);
    const changed = await api('put', path)
      .set('If-Match', made.headers.etag!)
      .send({ ignore: [first.uuid], actions: [second.uuid] });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ resource: 'settings', objectUuid: null, revision: 2 });
    expect(changed.body.ignore).toEqual(made.body.ignore);
    expect(changed.body.actions[0]).toMatchObject({ trigger: second.uuid, name: second.name });
    expect((await api('put', path).set('If-Match', made.headers.etag!).send(empty)).status).toBe(412);

    const refused = await api('delete', `/triggers/${first.uuid}`).set('If-Match', '"1"');
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'in_use',
      sets: [{ event: 'certificate_uploaded', resource: 'settings', objectUuid: null }],
    });
    expect((await api('delete', path).set('If-Match', '"2"')).status).toBe(204);
    expect((await api('delete', `/triggers/${first.uuid}`).set('If-Match', '"1"')).status).toBe(204);
  });

  it('F03 U24 refuse what does not fit', async () => {
    const [ignore, action] = [await created(ignoreTrigger()), await created(actionTrigger())];
    const other = await created(ignoreTrigger({ event: 'certificate_expiring' }));
    const put = (body: object, to = path) => api('put', to).send(body);
    const refused = async (body: object, to?: string) => {
      const { status, body: answer } = await put(body, to);
      return { status, code: answer.code, at: pointers(answer) };
    };
    expect(await refused({ ignore: [other.uuid], actions: [] })).toEqual({
      status: 422,
      code: 'trigger_event_mismatch',
      at: ['/ignore/0 trigger_event_mismatch'],
    });
    expect(await refused({ ignore: [action.uuid], actions: [ignore.uuid] })).toEqual({
      status: 422,
      code: 'trigger_kind_mismatch',
      at: ['/ignore/0 trigger_kind_mismatch', '/actions/0 trigger_kind_mismatch'],
    });
    expect(await refused({ ignore: [ignore.uuid, ignore.uuid, randomUUID()], actions: [] })).toEqual({
      status: 422,
      code: 'validation_failed',
      at: ['/ignore/2 target_missing', '/ignore/1 duplicate'],
    });
    for (const place of [`groups/${groupA}`, `raProfiles/${raProfile}`, `discoveries/${randomUUID()}`]) {
      expect(await refused(empty, `${path}/${place}`)).toMatchObject({ status: 422, code: 'override_not_allowed' });
    }
    const expiring = '/trigger-sets/certificate_expiring';
    expect(await refused(empty, `${expiring}/discoveries/${randomUUID()}`)).toMatchObject({
      code: 'override_not_allowed',
    });
    expect(await refused(empty, `${expiring}/groups/${randomUUID()}`)).toMatchObject({ status: 404 });
  });

  it('F03 ask for the permission on the place and on what the actions need', async () => {
    const owner = await created(actionTrigger({ event: 'certificate_expiring' }));
    const notice = await created(
      actionTrigger({
        event: 'certificate_expiring',
        actions: [{ type: 'sendNotification', profiles: [notificationProfile] }],
      }),
    );
    const rejection = await created(
      ignoreTrigger({ event: 'certificate_expiring', notificationProfiles: [notificationProfile] }),
    );
    const place = `/trigger-sets/certificate_expiring/groups/${groupB}`;
    const lists = (actions: string[], ignore: string[] = []) => ({ ignore, actions });
    const status = async (auth: string, body: object, etag?: string) => {
      const put = api('put', place, auth);
      return (await (etag === undefined ? put : put.set('If-Match', etag)).send(body)).status;
    };
    expect(await status(bearer('triggers:write'), lists([]))).toBe(403);
    expect(await status(bearer('trigger-sets:write'), lists([]))).toBe(403);
    expect(await status(bearer('trigger-sets:write', 'ra-profiles:write'), lists([]))).toBe(403);
    const onPlace = bearer('trigger-sets:write', 'groups:write');
    expect(await status(onPlace, lists([owner.uuid]))).toBe(403);
    expect(await status(onPlace, lists([notice.uuid]))).toBe(403);
    expect(await status(onPlace, lists([], [rejection.uuid]))).toBe(403);
    const certificates = bearer('trigger-sets:write', 'groups:write', 'certificates:write');
    expect(await status(certificates, lists([owner.uuid]))).toBe(201);
    const all = bearer('trigger-sets:write', 'groups:write', 'notification-profiles:read');
    expect(await status(all, lists([notice.uuid, owner.uuid], [rejection.uuid]), '"1"')).toBe(200);
    expect(await status(onPlace, lists([owner.uuid, notice.uuid]), '"2"')).toBe(200);

    const edit = await api('put', `/triggers/${owner.uuid}`, bearer('triggers:write'))
      .set('If-Match', '"1"')
      .send(actionTrigger({ event: 'certificate_expiring', actions: [{ type: 'setOwner', owner: user }] }));
    expect(edit.body).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('U12 know which fields an upload has, when attached and when edited', async () => {
    const raName = { source: 'property', field: 'RA_PROFILE_NAME', operator: 'EQUALS', value: 'web' };
    const meta = { source: 'meta', field: 'host', contentType: 'string', operator: 'NOT_EMPTY' };
    const unfit = await created(ignoreTrigger({ condition: { all: [raName] } }));
    const refused = await api('put', path).send({ ignore: [unfit.uuid], actions: [] });
    expect(refused.body).toMatchObject({ status: 422, code: 'field_not_available' });
    expect(pointers(refused.body)).toEqual(['/ignore/0/all/0/field field_not_available']);
    const metadata = await created(actionTrigger({ condition: meta }));
    const refusedMeta = await api('put', path).send({ ignore: [], actions: [metadata.uuid] });
    expect(refusedMeta.body).toMatchObject({ status: 422, code: 'field_not_available' });
    expect((await api('get', path)).body).toMatchObject({ ...empty, revision: 0 });

    const fit = await created(ignoreTrigger());
    expect((await api('put', path).send({ ignore: [fit.uuid], actions: [] })).status).toBe(201);
    const edit = (body: object) => api('put', `/triggers/${fit.uuid}`).set('If-Match', '"1"').send(body);
    expect((await edit(ignoreTrigger({ condition: raName }))).body).toMatchObject({ code: 'field_not_available' });
    expect((await edit(ignoreTrigger({ event: 'certificate_expiring' }))).body).toMatchObject({ code: 'in_use' });
    expect((await edit(actionTrigger())).body).toMatchObject({ status: 409, code: 'in_use' });
    expect((await edit(ignoreTrigger({ name: fit.name, enabled: false }))).status).toBe(200);
    await api('delete', path).set('If-Match', '"1"');
  });

  it('take nothing up that vanishes in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const trigger = await created(ignoreTrigger({ event: 'approval_closed' }));
      const place = '/trigger-sets/approval_closed';
      const [put, remove] = await Promise.all([
        api('put', place).send({ ignore: [trigger.uuid], actions: [] }),
        api('delete', `/triggers/${trigger.uuid}`).set('If-Match', '"1"'),
      ]);
      const isThere = (await api('get', `/triggers/${trigger.uuid}`)).status === 200;
      const set = await api('get', place);
      const holds = (set.body.ignore ?? []).some((entry: { trigger: string }) => entry.trigger === trigger.uuid);
      expect({ holds, put: put.status }).toEqual(isThere ? { holds: true, put: 201 } : { holds: false, put: 422 });
      expect(remove.status).toBe(isThere ? 409 : 204);
      if (set.status === 200) await api('delete', place).set('If-Match', set.headers.etag!);
    }
  });

  it('F04 F05 show what would apply to an object', async () => {
    const event = 'certificate_action_performed';
    const named = async (name: string, place: string) => {
      const trigger = await created(actionTrigger({ event, name: `${name} ${randomUUID()}` }));
      const response = await api('put', `/trigger-sets/${event}${place}`).send({ ignore: [], actions: [trigger.uuid] });
      expect(response.status).toBe(201);
      return trigger.uuid;
    };
    const b = await named('b', `/groups/${groupB}`);
    const a = await named('a', `/groups/${groupA}`);
    const ra = await named('ra', `/raProfiles/${raProfile}`);
    const platform = await named('platform', '');
    const effective = async (query = `?objectUuid=${certificate}`) =>
      (await api('get', `/trigger-sets/${event}/effective${query}`)).body;
    const uuids = (body: { actions: { trigger: string }[] }) => body.actions.map(({ trigger }) => trigger);
    expect(uuids(await effective())).toEqual([a, b]);
    expect(uuids(await effective(''))).toEqual([platform]);
    const settings = {
      overridePolicy: 'combine',
      onConditionError: 'admit',
      recordWithoutTriggers: true,
      retention: null,
    };
    await api('put', `/events/${event}/settings`).set('If-Match', '"0"').send(settings);
    const combined = await effective();
    expect(uuids(combined)).toEqual([a, b, ra, platform]);
    expect(combined.places[0]).toEqual({ resource: 'groups', objectUuid: groupA });
    expect(combined.actions[2].origin).toEqual({ resource: 'raProfiles', objectUuid: raProfile });
    expect((await api('get', `/trigger-sets/${event}/effective?objectUuid=${randomUUID()}`)).status).toBe(404);
    // What an object would get that is in these groups and of that profile.
    expect(uuids(await effective(`?group=${groupB}&group=${groupA}`))).toEqual([a, b, platform]);
    expect(uuids(await effective(`?raProfile=${raProfile}`))).toEqual([ra, platform]);
    const both = await api('get', `/trigger-sets/${event}/effective?objectUuid=${certificate}&group=${groupA}`);
    expect(both.body).toMatchObject({ status: 422, errors: [{ pointer: '/query/objectUuid' }] });
  });

  it('list every set that somebody has written, page by page', async () => {
    const event = 'certificate_status_changed';
    const trigger = await created(actionTrigger({ event, name: `listed ${randomUUID()}` }));
    for (const place of ['', `/groups/${groupA}`, `/raProfiles/${raProfile}`]) {
      const { status } = await api('put', `/trigger-sets/${event}${place}`).send({
        ignore: [],
        actions: [trigger.uuid],
      });
      expect(status).toBe(201);
    }
    const places = ({ items }: { items: { resource: string }[] }) => items.map(({ resource }) => resource);
    const first = (await api('get', `/trigger-sets?event=${event}&limit=2&count=true`)).body;
    expect(places(first)).toEqual(['groups', 'raProfiles']);
    expect(first.total).toEqual({ value: 3, relation: 'exact' });
    expect(first.items[0].actions[0]).toMatchObject({ trigger: trigger.uuid, name: trigger.name });
    const next = (await api('get', `/trigger-sets?event=${event}&limit=2&cursor=${first.nextCursor}`)).body;
    expect([places(next), next.nextCursor]).toEqual([['settings'], null]);
    const ofGroup = (await api('get', `/trigger-sets?resource=groups&objectUuid=${groupA}`)).body;
    expect(ofGroup.items.every((set: { objectUuid: string }) => set.objectUuid === groupA)).toBe(true);
  });
});

describe('events', () => {
  it('tells the catalogue and the fields of a stage', async () => {
    expect((await api('get', '/events')).body.items).toHaveLength(9);
    const fields = async (stage: string) =>
      (await api('get', `/events/certificate_uploaded/fields?stage=${stage}`)).body.items.map(
        ({ field }: { field: string }) => field,
      );
    expect(await fields('ignore')).not.toContain('RA_PROFILE_NAME');
    expect(await fields('action')).toEqual(expect.arrayContaining(['RA_PROFILE_NAME', 'KEY_SIZE', 'site']));
    expect((await api('get', '/events/nothing/fields')).status).toBe(422);
  });

  it('keeps settings of an event', async () => {
    const path = '/events/certificate_expiring/settings';
    const before = await api('get', path);
    expect(before.body).toMatchObject({ overridePolicy: 'replace', recordWithoutTriggers: false, revision: 0 });
    const { event: _event, revision: _revision, ...settings } = before.body;
    const put = (body: object, etag = '"0"', to = path) => api('put', to).set('If-Match', etag).send(body);
    expect((await put({ ...settings, retention: 'P2D' })).body).toMatchObject({ retention: 'P2D', revision: 1 });
    expect((await put({ ...settings, retention: 'unlimited' }, '"1"')).status).toBe(200);
    expect((await put(settings, '"1"')).status).toBe(412);
    expect(pointers((await put({ ...settings, retention: 'PT23H' }, '"2"')).body)).toEqual(['/retention bad_duration']);
    const uploaded = await put(
      { ...settings, recordWithoutTriggers: false },
      '"0"',
      '/events/certificate_uploaded/settings',
    );
    expect(pointers(uploaded.body)).toEqual(['/overridePolicy not_offered', '/recordWithoutTriggers not_offered']);
    expect((await api('get', '/events/certificate_uploaded/settings')).body).not.toHaveProperty('overridePolicy');
  });
});
