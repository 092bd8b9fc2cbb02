import { randomUUID } from 'node:crypto';
import { mongo, type Connection } from 'mongoose';
import request from 'supertest';
import { createUploadReadRoutes } from '../../src/api/uploads/resource';
import { createRejections } from '../../src/services/uploads/rejections';
import { createFiringStore } from '../../src/store/firings/firings';
import { createSnapshotStore } from '../../src/store/triggers/snapshots';
import { uploadFiringId } from '../../src/store/database/derived-ids';
import { createUploadList } from '../../src/store/uploads/list';
import type { UploadDocument } from '../../src/store/uploads/upload-rows';
import { createUploadStore } from '../../src/store/uploads/uploads';
import { bearer, createFramework, type Framework } from '../support/framework';
import { openDatabase, type TestDatabase } from '../support/database';

/** The caller that the framework of the tests makes. */
const caller = { uuid: 'a0000000-0000-4000-8000-000000000001', name: 'tester' };
const other = { uuid: randomUUID(), name: 'other' };
const trigger = { uuid: randomUUID(), name: 'no SHA-1' };
let database: TestDatabase;
let db: Connection;
let framework: Framework;

function row(change: Partial<UploadDocument> = {}): UploadDocument {
  return {
    _id: randomUUID(),
    kind: 'single',
    index: 0,
    total: null,
    mode: 'async',
    accepted: true,
    status: 'stored',
    uploader: caller,
    requestId: 'r',
    createdAt: new Date('2030-01-01T00:00:00Z'),
    finishedAt: new Date('2030-01-01T00:00:01Z'),
    fingerprint: 'ab'.repeat(32),
    certificateUuid: randomUUID(),
    code: null,
    matchedTriggers: [],
    actionErrors: 0,
    warnings: [],
    expiresAt: new Date('2099-01-01T00:00:00Z'),
    ...change,
  };
}

const minute = (index: number) => new Date(Date.UTC(2030, 0, 2, 0, index));
const bundle = randomUUID();
const rows = {
  stored: row({
    createdAt: minute(0),
    actionErrors: 1,
    warnings: [{ code: 'required_attribute_missing', detail: 'site has no value' }],
  }),
  ignored: row({
    createdAt: minute(1),
    status: 'ignored',
    code: 'certificate_ignored',
    matchedTriggers: [trigger],
    fingerprint: undefined as never,
  }),
  running: row({
    createdAt: minute(2),
    status: 'processing',
    finishedAt: null,
    activeFingerprint: 'cd'.repeat(32),
    der: new mongo.Binary(Buffer.from('content')),
  }),
  bundle: row({
    _id: bundle,
    createdAt: minute(3),
    kind: 'bundle',
    total: 2,
    status: 'finished',
    fingerprint: undefined as never,
  }),
  others: row({ createdAt: minute(4), uploader: other }),
};
const items = [
  row({ _id: `${bundle}.0`, kind: 'item', bundle, index: 0, createdAt: minute(3) }),
  row({
    _id: `${bundle}.1`,
    kind: 'item',
    bundle,
    index: 1,
    createdAt: minute(3),
    status: 'failed',
    code: 'certificate_duplicate',
  }),
];

beforeAll(async () => {
  database = await openDatabase();
  ({ db } = database);
  const store = createUploadStore(db);
  const { list, count } = createUploadList(db);
  framework = createFramework(
    createUploadReadRoutes({
      uploads: { read: store.read, itemsOf: store.itemsOf, progressOf: store.progressOf, list, count },
      rejections: createRejections({
        firings: createFiringStore(db),
        snapshots: createSnapshotStore(db),
        steadyClock: () => 0,
      }),
    }),
  );
  await database.buildIndexes();
  await store.add([...Object.values(rows), ...items]);
});

afterAll(() => database?.close());

const api = (path: string, auth = bearer('groups:read')) =>
  request(framework.app).get(`/api/v1/uploads${path}`).set('Authorization', auth);

describe('uploads', () => {
  it('shows a stored one with warnings, and never its content', async () => {
    const { body } = await api(`/${rows.stored._id}`);
    expect(body).toEqual({
      uploadId: rows.stored._id,
      mode: 'async',
      uploader: caller,
      createdAt: rows.stored.createdAt.toISOString(),
      status: 'stored',
      finishedAt: rows.stored.finishedAt!.toISOString(),
      fingerprint: rows.stored.fingerprint,
      certificateUuid: rows.stored.certificateUuid,
      firingId: uploadFiringId(rows.stored._id),
      actionErrors: 1,
      warnings: [{ code: 'required_attribute_missing', detail: 'site has no value' }],
    });
  });

  it('keeps no detail of an ignored one', async () => {
    const { body } = await api(`/${rows.ignored._id}`);
    expect(body).toMatchObject({ status: 'ignored', code: 'certificate_ignored', matchedTriggers: [trigger] });
    expect(body).not.toHaveProperty('fingerprint');
    expect(body).not.toHaveProperty('certificateUuid');
  });

  it('tells no certificate before it is stored', async () => {
    const { body } = await api(`/${rows.running._id}`);
    expect(body).toMatchObject({ status: 'processing', finishedAt: null });
    for (const field of ['certificateUuid', 'firingId', 'der', 'activeFingerprint'])
      expect(body).not.toHaveProperty(field);
  });

  it('shows a bundle with its items in order', async () => {
    const { body } = await api(`/${bundle}`);
    expect(body).toMatchObject({ status: 'finished', total: 2 });
    expect(body.items).toMatchObject([
      { index: 0, status: 'stored' },
      { index: 1, status: 'failed', code: 'certificate_duplicate' },
    ]);
  });

  it('hides those of others without uploads:read', async () => {
    expect((await api(`/${rows.others._id}`)).status).toBe(404);
    const seen = await api(`/${rows.others._id}`, bearer('uploads:read'));
    expect(seen.status).toBe(200);
    expect(seen.body).not.toHaveProperty('certificateUuid');
    expect((await api(`?uploader=${other.uuid}`)).body).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await api(`/${randomUUID()}`)).status).toBe(404);
  });

  const all = bearer('uploads:read');
  it.each([
    { query: '?limit=50', auth: undefined, found: ['bundle', 'running', 'ignored', 'stored'] },
    { query: '?limit=50', auth: all, found: ['others', 'bundle', 'running', 'ignored', 'stored'] },
    { query: `?uploader=${other.uuid}`, auth: all, found: ['others'] },
    { query: '?status=ignored', auth: all, found: ['ignored'] },
    { query: '?from=2030-01-02T00:01:00Z&to=2030-01-02T00:03:00Z', auth: all, found: ['running', 'ignored'] },
  ] as const)('lists $query, $found', async ({ query, auth, found }) => {
    const { body } = await api(query, auth);
    expect(body.items.map(({ uploadId }: { uploadId: string }) => uploadId)).toEqual(
      found.map((name) => rows[name]._id),
    );
  });

  it('pages without loss', async () => {
    const first = await api('?limit=3', all);
    const second = await api(`?limit=3&cursor=${encodeURIComponent(first.body.nextCursor)}`, all);
    expect([...first.body.items, ...second.body.items]).toHaveLength(5);
    expect(second.body.nextCursor).toBeNull();
  });
});
