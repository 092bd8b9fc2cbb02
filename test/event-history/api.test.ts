import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import request from 'supertest';
import { createEventHistoryRoutes } from '../../src/api/events/history';
import type { AttributeDefinition } from '../../src/domain/attributes/attribute';
import type { Delivery } from '../../src/domain/notifications/delivery';
import { platformPlace } from '../../src/domain/triggers/place';
import { resolveSets } from '../../src/domain/triggers/resolve-sets';
import type { SetPlace, Trigger } from '../../src/domain/triggers/trigger';
import { createEventHistory } from '../../src/store/firings/history';
import { createFiringStore, type FiringDocument } from '../../src/store/firings/firings';
import { createSnapshotStore, snapshotOf } from '../../src/store/triggers/snapshots';
import { createTriggerStore } from '../../src/store/triggers/triggers';
import { bearer, createFramework, type Framework } from '../support/framework';
import { openDatabase, type TestDatabase } from '../support/database';

const alice = { type: 'user', uuid: randomUUID(), name: 'alice' } as const;
const deliveries: Delivery[] = [];
let database: TestDatabase;
let db: Connection;
let framework: Framework;

beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
  createFiringStore(db);
  createTriggerStore(db);
  framework = createFramework(
    createEventHistoryRoutes({
      history: createEventHistory(db),
      snapshots: createSnapshotStore(db),
      deliveriesOf: async (firingId) => deliveries.filter((delivery) => delivery.firingId === firingId),
      directory: {
        snapshot: async () => ({
          users: new Map([[alice.uuid, { username: 'alice' }]]),
          attributesByName: new Map([['pin', { name: 'pin', contentType: 'secret' } as AttributeDefinition]]),
        }),
      },
      runUrl: (workflowId, runId) => `https://temporal.example.org/${encodeURIComponent(workflowId)}/${runId}`,
      now: () => new Date('2030-02-01T00:00:00Z'),
    }),
  );
  await database.buildIndexes();
});

afterAll(() => database?.close());

beforeEach(async () => {
  await db.collection('firings').deleteMany({});
});

function firing(change: Partial<FiringDocument> = {}): FiringDocument {
  const occurredAt = change.occurredAt ?? new Date('2030-01-15T12:00:00Z');
  return {
    _id: randomUUID(),
    event: 'certificate_uploaded',
    occurrenceKey: randomUUID(),
    resource: 'certificates',
    objectUuid: randomUUID(),
    objectName: 'web.example.org',
    referenceObjectUuid: null,
    occurredAt,
    startedAt: occurredAt,
    finishedAt: occurredAt,
    durationMs: 0,
    status: 'finished',
    outcome: 'unmatched',
    actor: alice,
    causedBy: null,
    causeDepth: 0,
    replayOf: null,
    uploadId: null,
    snapshotId: null,
    policy: 'replace',
    triggers: [],
    matchedTriggers: [],
    counts: { evaluated: 0, matched: 0, errors: 0, actionsOk: 0, actionsFailed: 0, actionsSkipped: 0 },
    deliveriesOpen: 0,
    deliveriesFailed: 0,
    message: null,
    repeatCount: 1,
    lastFiredAt: occurredAt,
    workflowId: 'firing:certificate_uploaded:b1',
    runId: 'r1',
    ...change,
  };
}

const insert = (...rows: FiringDocument[]) => createFiringStore(db).insert(rows);
const api = (path: string) => request(framework.app).get(`/api/v1/event-history${path}`).set('Authorization', bearer());
const at = (minute: number) => new Date(Date.UTC(2030, 0, 15, 12, minute));

async function list(query = ''): Promise<string[]> {
  const { status, body } = await api(`?${query}`);
  expect({ status, body: status === 200 ? '' : body }).toEqual({ status: 200, body: '' });
  expect(body.nextCursor).toBeNull();
  return body.items.map(({ firingId }: { firingId: string }) => firingId);
}

describe('list', () => {
  it('V01 is empty, then pages by two without loss while others are added', async () => {
    expect((await api('')).body).toEqual({ items: [], nextCursor: null });
    const rows = [0, 1, 2].map((minute) => firing({ occurredAt: at(minute) }));
    await insert(...rows);
    const first = await api('?limit=2');
    expect(first.body.items.map(({ firingId }: { firingId: string }) => firingId)).toEqual([
      rows[2]!._id,
      rows[1]!._id,
    ]);
    expect(first.headers['link']).toMatch(/rel="next"/);
    await insert(firing({ occurredAt: at(3) }), firing({ occurredAt: at(4) }));
    const second = await api(`?limit=2&cursor=${encodeURIComponent(first.body.nextCursor)}`);
    expect(second.body.items.map(({ firingId }: { firingId: string }) => firingId)).toEqual([rows[0]!._id]);
    expect(second.body.nextCursor).toBeNull();
  });

  it('V01 pages through firings of one instant', async () => {
    const rows = Array.from({ length: 25 }, () => firing({ occurredAt: at(0) }));
    await insert(...rows);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api(`?limit=4&sort=occurredAt${cursor}`);
      seen.push(...body.items.map(({ firingId }: { firingId: string }) => firingId));
      cursor = body.nextCursor === null ? '' : `&cursor=${encodeURIComponent(body.nextCursor)}`;
    } while (cursor !== '');
    expect(seen).toEqual(rows.map(({ _id }) => _id).sort());
  });

  describe('V02 filters', () => {
    const trigger = { uuid: randomUUID(), name: 'Reject SHA-1 (100%)' };
    const object = randomUUID();
    const group: SetPlace = { resource: 'groups', objectUuid: randomUUID() };
    const settings = { overridePolicy: 'replace', onConditionError: 'admit' } as const;
    const atGroup = snapshotOf(
      resolveSets(
        'certificate_expiring',
        [{ event: 'certificate_expiring', place: group, ignore: [], actions: [], revision: 1 }],
        [],
        settings,
        { groups: [{ uuid: group.objectUuid, name: 'g' }], raProfile: null },
      ),
    );
    const rows = [
      firing({ occurredAt: at(0), event: 'certificate_expiring', snapshotId: atGroup.id, objectUuid: object }),
      firing({ occurredAt: at(1), outcome: 'ignored', objectUuid: null, objectName: null, matchedTriggers: [trigger] }),
      firing({ occurredAt: at(2), status: 'finished_with_errors', outcome: 'performed', matchedTriggers: [trigger] }),
      firing({ occurredAt: at(3), status: 'failed', outcome: 'error', message: 'could not be Carried out [x]' }),
      firing({
        occurredAt: at(4),
        actor: { type: 'system', uuid: null, name: 'system' },
        event: 'discovery_finished',
        resource: 'discoveries',
        objectUuid: object,
      }),
      firing({ occurredAt: at(5), objectName: 'Straße.example.org', status: 'running', outcome: 'performed' }),
    ];

    it.each([
      ['', [5, 4, 3, 2, 1, 0]],
      ['sort=occurredAt', [0, 1, 2, 3, 4, 5]],
      ['event=certificate_expiring', [0]],
      ['event=certificate_expiring&event=discovery_finished', [4, 0]],
      ['status=running', [5]],
      ['outcome=performed', [5, 2]],
      [`trigger=${trigger.uuid}`, [2, 1]],
      [`resource=certificates&objectUuid=${object}`, [0]],
      [`resource=discoveries&objectUuid=${object}`, [4]],
      [`place=groups/${group.objectUuid}`, [0]],
      ['place=settings', []],
      ['actor=system', [4]],
      [`actor=${alice.uuid}`, [5, 3, 2, 1, 0]],
      ['from=2030-01-15T12:02:00Z&to=2030-01-15T12:04:00Z', [3, 2]],
      ['text=sha-1%20(100%25)', [2, 1]],
      ['text=carried%20OUT%20%5Bx', [3]],
      ['text=STRASSE', []],
      ['text=straße', [5]],
      ['text=.', [5, 4, 3, 2, 0]],
      ['errorsOnly=true', [3, 2]],
      [`errorsOnly=true&trigger=${trigger.uuid}&outcome=performed&from=2030-01-15T12:00:00Z&text=web`, [2]],
      ['errorsOnly=true&status=running', []],
    ])('%s', async (query, expected) => {
      await insert(...rows);
      await createSnapshotStore(db).save(atGroup);
      expect(await list(query)).toEqual(expected.map((index) => rows[index]!._id));
    });
  });

  it.each([
    ['resource=certificates', '/query/objectUuid'],
    [`objectUuid=${randomUUID()}`, '/query/resource'],
    ['place=approvals/x', '/query/place'],
    ['limit=1001', '/query/limit'],
    ['actor[$ne]=x', '/query/actor[$ne]'],
    ['event=%24ne', '/query/event/0'],
  ])('V03 SEC5 refuses ?%s', async (query, pointer) => {
    const { status, body } = await api(`?${query}`);
    expect({ status, code: body.code, pointer: body.errors[0].pointer }).toEqual({
      status: 422,
      code: 'validation_failed',
      pointer,
    });
  });

  it('I04 shows event codes, outcomes and resources that nobody knows yet', async () => {
    const later = firing({
      event: 'certificate_registered',
      resource: 'vaults',
      outcome: 'postponed' as never,
      status: 'waiting' as never,
    });
    await insert(later);
    expect((await api('?event=certificate_registered')).body.items).toMatchObject([
      { firingId: later._id, event: 'certificate_registered', outcome: 'postponed', subject: { resource: 'vaults' } },
    ]);
    const detail = await api(`/${later._id}`);
    expect(detail.body).toMatchObject({ event: 'certificate_registered', status: 'waiting', links: { subject: null } });
    const summary = await api('/summary?event=certificate_registered');
    expect(summary.body.items).toMatchObject([{ event: 'certificate_registered', evaluated: 0 }]);
  });
});

describe('timeline', () => {
  it('counts the firings of each stretch, by the filters of the list', async () => {
    await insert(
      firing({ occurredAt: at(0), status: 'failed', outcome: 'error' }),
      firing({ occurredAt: at(9), outcome: 'ignored' }),
      firing({ occurredAt: at(10), event: 'certificate_expiring' }),
      firing({ occurredAt: at(30) }),
    );
    const range = 'from=2030-01-15T12:00:00Z&to=2030-01-15T12:30:00Z&points=3';
    const { body } = await api(`/timeline?${range}`);
    expect(body).toMatchObject({ seconds: 600, isEstimate: false });
    expect(body.items).toEqual([
      { at: at(0).toISOString(), firings: 2, failed: 1, ignored: 1 },
      { at: at(10).toISOString(), firings: 1, failed: 0, ignored: 0 },
      { at: at(20).toISOString(), firings: 0, failed: 0, ignored: 0 },
    ]);
    const uploads = await api(`/timeline?${range}&event=certificate_uploaded&errorsOnly=true`);
    expect(uploads.body.items.map(({ firings }: { firings: number }) => firings)).toEqual([1, 0, 0]);
  });

  it('says that text is for the list', async () => {
    const { status, body } = await api('/timeline?text=x');
    expect(status).toBe(422);
    expect(JSON.stringify(body.errors)).toContain('Text is looked for in the list only');
  });
});

describe('detail', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  const profile = randomUUID();
  const common = { enabled: true, onError: 'continue' } as const;
  const definition = (change: Partial<Trigger>): Trigger => ({
    uuid: randomUUID(),
    name: `trigger ${randomUUID()}`,
    description: '',
    event: 'certificate_uploaded',
    kind: 'action',
    enabled: true,
    condition: null,
    actions: [],
    notificationProfiles: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...change,
  });

  async function snapshotWith(ignore: Trigger[], actions: Trigger[]): Promise<string> {
    const entries = (triggers: Trigger[]) =>
      triggers.map(({ uuid }) => ({ trigger: uuid, configuredBy: alice.uuid, configuredAt: now }));
    const set = {
      event: 'certificate_uploaded',
      place: platformPlace,
      ignore: entries(ignore),
      actions: entries(actions),
      revision: 1,
    } as const;
    const settings = { overridePolicy: 'replace', onConditionError: 'admit' } as const;
    const resolved = resolveSets('certificate_uploaded', [set], [...ignore, ...actions], settings, {
      groups: [],
      raProfile: null,
    });
    const snapshot = snapshotOf(resolved);
    await createSnapshotStore(db).save(snapshot);
    return snapshot.id;
  }

  const result = {
    changed: false,
    before: null,
    after: null,
    errorCode: null,
    message: null,
    attempts: [],
    durationMs: 1,
  };

  it('V04 V13 tells triggers that are long deleted, with their conditions, actions and deliveries', async () => {
    const noticing = (uuid = randomUUID()) =>
      definition({ uuid, actions: [{ ...common, id: 'n', type: 'sendNotification', profiles: [profile] }] });
    const [delivered, failed] = [noticing(), noticing()];
    const silent = definition({
      condition: {
        all: [
          { source: 'property', field: 'KEY_SIZE', operator: 'LESSER', value: 2048 },
          { not: { source: 'property', field: 'SUBJECTDN', operator: 'EMPTY' } },
        ],
      },
      actions: [{ ...common, id: 's', type: 'setCustomAttribute', attribute: 'pin', content: [{ data: '4711' }] }],
    });
    const store = createTriggerStore(db);
    await store.create(silent);
    await store.remove((await store.find(silent.uuid))!);
    const snapshotId = await snapshotWith([], [delivered, failed, silent]);
    const notice = (outcome: 'ok' | 'failed') => ({ ...result, id: 'n', type: 'sendNotification', outcome });
    const seen = { kind: 'action', result: 'matched', truth: null, leaves: [], durationMs: 2 } as const;
    const original = firing({ snapshotId });
    const row = firing({
      snapshotId,
      replayOf: original._id,
      causedBy: original._id,
      uploadId: randomUUID(),
      triggers: [
        { ...seen, trigger: delivered.uuid, actions: [notice('ok')] },
        { ...seen, trigger: failed.uuid, actions: [notice('failed')] },
        {
          ...seen,
          trigger: silent.uuid,
          truth: 'true',
          leaves: [
            { result: 'true', actual: 1024 },
            { result: 'false', actual: 'CN=x' },
          ],
          actions: [
            { ...result, id: 's', type: 'setCustomAttribute', outcome: 'ok', changed: true, after: '[secret]' },
          ],
        },
      ],
    });
    await insert(original, row);
    deliveries.push({
      id: 'd'.repeat(64),
      firingId: row._id,
      event: row.event,
      origins: [{ trigger: failed.uuid, actionId: 'n', actionKey: 'k' }],
      profile,
      profileVersion: 2,
      channel: 'email',
      recipient: { kind: 'address', value: 'ops@example.org' },
      status: 'retrying',
      attempts: [{ at: now, durationMs: 5, result: 'failed', error: 'smtp_451' }],
    } as never);

    const { status, body } = await api(`/${row._id}`);
    expect({ status, body: status === 200 ? '' : body }).toEqual({ status: 200, body: '' });
    expect(body.triggers.map(({ notificationsSent }: { notificationsSent: unknown }) => notificationsSent)).toEqual([
      true,
      false,
      null,
    ]);
    expect(body.triggers[0].actions[0].deliveries).toEqual([]);
    expect(body.triggers[1].actions[0]).toMatchObject({
      parameters: { profiles: [profile] },
      deliveries: [{ channel: 'email', status: 'retrying', attempts: [{ error: 'smtp_451' }] }],
    });
    expect(body.triggers[2]).toMatchObject({
      uuid: silent.uuid,
      name: silent.name,
      version: 1,
      origin: { resource: 'settings', objectUuid: null },
      configuredBy: { uuid: alice.uuid, name: 'alice' },
      condition: {
        all: [
          { field: 'KEY_SIZE', value: 2048, result: 'true', actual: 1024 },
          { not: { field: 'SUBJECTDN', result: 'false', actual: 'CN=x' } },
        ],
      },
      actions: [{ id: 's', changed: true, parameters: { name: 'pin', content: [{ data: '***' }] } }],
    });
    expect(JSON.stringify(body)).not.toContain('4711');
    expect(body).toMatchObject({
      policy: 'replace',
      sets: [{ resource: 'settings', objectUuid: null }],
      causes: [{ firingId: original._id }],
      links: {
        subject: `/api/v1/certificates/${row.objectUuid}`,
        upload: `/api/v1/uploads/${row.uploadId}`,
        original: `/api/v1/event-history/${original._id}`,
        run: 'https://temporal.example.org/firing%3Acertificate_uploaded%3Ab1/r1',
      },
    });
    expect((await api(`/${original._id}`)).body.replays).toEqual([row._id]);
  });

  it('keeps no details of a rejected upload', async () => {
    const rejecting = definition({
      kind: 'ignore',
      notificationProfiles: [profile],
      condition: { source: 'property', field: 'KEY_SIZE', operator: 'EQUALS', value: 1024 },
    });
    const row = firing({
      outcome: 'ignored',
      objectUuid: null,
      objectName: null,
      snapshotId: await snapshotWith([rejecting], []),
      matchedTriggers: [{ uuid: rejecting.uuid, name: rejecting.name }],
      triggers: [
        {
          trigger: rejecting.uuid,
          kind: 'ignore',
          result: 'matched',
          truth: 'true',
          leaves: [{ result: 'true', actual: null }],
          actions: [{ ...result, id: 'notify', type: 'sendNotification', outcome: 'ok' }],
          durationMs: 0,
        },
      ],
    });
    await insert(row);
    const { body } = await api(`/${row._id}`);
    expect(body.subject).toEqual({
      resource: 'certificates',
      uuid: null,
      name: null,
      note: 'rejected, details not kept',
    });
    expect(body.triggers[0]).toMatchObject({
      name: rejecting.name,
      condition: { field: 'KEY_SIZE', value: 1024, result: 'true', actual: null },
      actions: [{ id: 'notify', parameters: { profiles: [profile] } }],
      notificationsSent: true,
    });
    expect(body.links.subject).toBeNull();
  });

  it('V06 shows a failure outside any trigger, and 404 for nothing', async () => {
    const row = firing({ status: 'failed', outcome: 'error', message: 'the store was not reachable' });
    await insert(row);
    const { body } = await api(`/${row._id}`);
    expect(body).toMatchObject({ status: 'failed', message: row.message, triggers: [], sets: [] });
    expect(body.finishedAt).toBe(row.finishedAt!.toISOString());
    expect((await api(`/${randomUUID()}`)).status).toBe(404);
  });
});

describe('summary', () => {
  it('V05 counts objects; each rejected upload on its own', async () => {
    const again = randomUUID();
    await insert(
      firing({ outcome: 'performed' }),
      firing({ outcome: 'unmatched' }),
      firing({ outcome: 'ignored', objectUuid: null }),
    );
    const one = { evaluated: 3, matched: 1, ignored: 1, unmatched: 1, failed: 0 };
    const read = async (query = '') => (await api(`/summary${query}`)).body.items;
    expect(await read('?event=certificate_uploaded')).toEqual([{ event: 'certificate_uploaded', ...one }]);
    await insert(
      firing({ outcome: 'ignored', objectUuid: null }),
      firing({ outcome: 'error', status: 'failed' }),
      firing({ event: 'certificate_expiring', outcome: 'performed', objectUuid: again, occurredAt: at(0) }),
      firing({ event: 'certificate_expiring', outcome: 'performed', objectUuid: again, occurredAt: at(1) }),
      firing({ event: 'certificate_expiring', outcome: 'unmatched', objectUuid: again, occurredAt: at(2) }),
      firing({ event: 'certificate_expiring', outcome: 'performed', occurredAt: new Date('2029-01-01T00:00:00Z') }),
    );
    expect(await read()).toEqual([
      { event: 'certificate_expiring', evaluated: 1, matched: 1, ignored: 0, unmatched: 1, failed: 0 },
      { event: 'certificate_uploaded', evaluated: 4, matched: 1, ignored: 2, unmatched: 1, failed: 1 },
    ]);
    expect(await read('?event=approval_closed')).toEqual([
      { event: 'approval_closed', evaluated: 0, matched: 0, ignored: 0, unmatched: 0, failed: 0 },
    ]);
    expect((await api('/summary?from=2030-01-02T00:00:00Z&to=2030-01-01T00:00:00Z')).status).toBe(422);
  });
});
