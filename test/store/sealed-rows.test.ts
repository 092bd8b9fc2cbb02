/** What rows say of certificates that may be rejected, and that what an earlier release left in plain is read all the same. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import type { Delivery } from '../../src/domain/notifications/delivery';
import { createRowSeal } from '../../src/secrets/row-seal';
import { createSealedFields } from '../../src/store/database/sealed-fields';
import type { DiscoveryRowDocument } from '../../src/store/discoveries/rows';
import { createDiscoveryRowStore } from '../../src/store/discoveries/rows';
import { createNoticePayloadStore, type NoticePayload } from '../../src/store/firings/notice-payloads';
import { createDeliveryStore } from '../../src/store/notifications/deliveries';
import { createMessageStore } from '../../src/store/notifications/messages';
import { createUploadList } from '../../src/store/uploads/list';
import { createUploadOwnership } from '../../src/store/uploads/ownership';
import type { UploadDocument } from '../../src/store/uploads/upload-rows';
import { createUploadSeal } from '../../src/store/uploads/upload-seal';
import { createUploadStore } from '../../src/store/uploads/uploads';
import { found, textCanary, bytesCanary } from '../privacy/searched';
import { openDatabase, type TestDatabase } from '../support/database';
import { expiringEnvelope } from '../support/envelope';

const at = new Date('2030-01-01T00:00:00Z');
const hours = (count: number) => new Date(at.getTime() + count * 3_600_000);
const name = `rejected-${randomBytes(9).toString('hex')}`;
const der = randomBytes(600);
const canaries = [textCanary('name', name), bytesCanary('DER', der.subarray(-48))];
const key = randomBytes(32);
let database: TestDatabase;

/** Without a key they write as an earlier release did. */
function storesWith(...keys: Buffer[]) {
  const sealed = keys.length === 0 ? undefined : createSealedFields(createRowSeal(keys));
  const { db } = database;
  const uploadSeal = createUploadSeal(sealed);
  return {
    uploads: createUploadStore(db, undefined, uploadSeal),
    ownership: createUploadOwnership(db, uploadSeal),
    list: createUploadList(db, uploadSeal),
    notices: createNoticePayloadStore(db, sealed),
    deliveries: createDeliveryStore(db, sealed),
    messages: createMessageStore(db, sealed),
    discovered: createDiscoveryRowStore(db, sealed),
  };
}

const writers = {
  sealed: () => storesWith(key),
  'sealed under an earlier key': () => storesWith(earlier),
  'in plain, as by an earlier release': () => storesWith(),
};
const earlier = randomBytes(32);
const reading = () => storesWith(key, earlier);

beforeAll(async () => {
  database = await openDatabase();
  storesWith();
  await database.buildIndexes();
});
afterAll(() => database?.close());

/** What the row has of it, byte by byte. */
async function inRow(collection: string, _id: string): Promise<string[]> {
  const row = await database.db.collection<{ _id: string }>(collection).findOne({ _id });
  return found(collection, Buffer.from(mongo.BSON.serialize(row!)).toString('latin1'), canaries);
}

function uploadOf(change: Partial<UploadDocument> = {}): UploadDocument {
  const _id = randomUUID();
  return {
    ...{ _id, kind: 'single', index: 0, total: null, mode: 'sync', accepted: false, owner: 'me', status: 'processing' },
    ...{ uploader: { uuid: _id, name: 'admin' }, requestId: 'r', createdAt: at, finishedAt: null, code: null },
    ...{ activeFingerprint: `claim of ${_id}`, fingerprint: name, der: new mongo.Binary(der), certificateUuid: 'c' },
    requestAttributes: { a: { name: 'asset', contentType: 'string', content: [{ data: name }] } },
    ...{ matchedTriggers: [], actionErrors: 0, warnings: [], expiresAt: new Date(Date.now() + 86_400_000) },
    ...change,
  };
}

const ends = { code: null, matchedTriggers: [], actionErrors: 0, warnings: [] } as const;

describe.each(Object.entries(writers))('what is written %s', (how, writer) => {
  const isSealed = how !== 'in plain, as by an earlier release';
  const hides = async (collection: string, id: string) =>
    expect((await inRow(collection, id)).length === 0).toBe(isSealed);

  it('of uploads is read by whoever decides, lists or takes over', async () => {
    const upload = uploadOf();
    await writer().uploads.claim([upload]);
    await hides('uploads', upload._id);
    const { uploads, ownership, list } = reading();
    expect(await uploads.load([upload._id], { withContent: true })).toEqual([upload]);
    const { der: _der, requestAttributes: _attributes, ...shown } = upload;
    expect(await uploads.load([upload._id], { withContent: false })).toEqual([shown]);
    expect(await uploads.read(upload._id)).toEqual(shown);
    expect(await ownership.stale(hours(1), 100)).toContainEqual(shown);
    const page = await list.list({ uploader: upload.uploader.uuid }, undefined, 10);
    expect(page.items).toMatchObject([{ _id: upload._id, fingerprint: name }]);
    expect(Object.keys(page.items[0]!)).not.toEqual(expect.arrayContaining(['sealedFingerprint']));
  });

  it.each([
    { status: 'stored', code: null, isKept: true },
    { status: 'failed', code: 'certificate_duplicate', isKept: true },
    { status: 'failed', code: 'internal', isKept: false },
    { status: 'ignored', code: 'certificate_ignored', isKept: false },
  ] as const)('of an upload that ends $status ($code) goes with its end', async ({ status, code, isKept }) => {
    const upload = uploadOf();
    await writer().uploads.claim([upload]);
    const { uploads } = reading();
    await uploads.finish([{ uploadId: upload._id, status, ...ends, code }], at);
    const row = await database.db.collection<{ _id: string }>('uploads').findOne({ _id: upload._id });
    for (const member of ['der', 'sealedContent', 'requestAttributes', 'activeFingerprint'])
      expect(row).not.toHaveProperty(member);
    expect((await uploads.read(upload._id))?.fingerprint).toBe(isKept ? name : undefined);
    const kept = Object.keys(row!).filter((member) => /fingerprint/i.test(member));
    expect(kept).toEqual(!isKept ? [] : [isSealed ? 'sealedFingerprint' : 'fingerprint']);
  });

  it('of an upload that is interrupted goes, too', async () => {
    const upload = uploadOf();
    await writer().uploads.claim([upload]);
    await reading().ownership.interrupt([upload._id], at);
    expect(await inRow('uploads', upload._id)).toEqual([]);
    expect(await reading().uploads.read(upload._id)).not.toHaveProperty('fingerprint');
  });

  it('of a bundle is read item by item', async () => {
    const bundle = randomUUID();
    const item = uploadOf({ _id: `${bundle}.0`, kind: 'item', bundle });
    await writer().uploads.add([item]);
    await hides('uploads', item._id);
    expect(await reading().uploads.itemsOf(bundle)).toMatchObject([{ _id: item._id, fingerprint: name }]);
  });

  it('of notices is read by whoever tells of them', async () => {
    const notice: NoticePayload = {
      ...{ _id: randomUUID(), rejected: true, actor: { type: 'system', uuid: null, name: 'system' } as never },
      envelope: expiringEnvelope({ commonName: name, notAfter: null, names: [name, 'b'] }),
      ...{ certificateUuid: null, ownerUuid: null, groupUuids: [], expiresAt: new Date(Date.now() + 86_400_000) },
    };
    await writer().notices.save([notice]);
    await hides('notices', notice._id);
    expect(await reading().notices.load(notice._id)).toEqual(notice);
  });

  it('of deliveries is read by whoever sends them, and gone when one has', async () => {
    const delivery = deliveryOf(true);
    await writer().deliveries.insertMissing([delivery]);
    await hides('deliveries', delivery.id);
    const { deliveries } = reading();
    expect(await deliveries.find(delivery.id)).toEqual(delivery);
    const leased = await deliveries.lease(delivery.id, 'me', at, hours(1));
    expect(leased?.message).toEqual(delivery.message);
    const attempt = { at, durationMs: 1, result: 'failed', error: 'x' } as const;
    const plan = { nextAttemptAt: at, firstAttemptAt: at, giveUpAt: hours(2), erase: true };
    expect(await deliveries.markFailed(delivery.id, 'me', attempt, plan)).toBe(true);
    expect(await deliveries.requeue(delivery.id, at, hours(3))).toBe(true);
    expect((await deliveries.lease(delivery.id, 'me', at, hours(1)))?.message).toEqual(delivery.message);
    await deliveries.markDelivered(delivery.id, { ...attempt, result: 'delivered', error: null }, at, true);
    expect(await deliveries.find(delivery.id)).toMatchObject({ status: 'delivered', message: null });
    expect(await inRow('deliveries', delivery.id)).toEqual([]);
  });

  it('of messages is read by their owner once, and gone then or in time', async () => {
    for (const end of ['read', 'overdue']) {
      const user = randomUUID();
      const said = { message: `${name} was rejected`, detail: `CN=${name}` };
      const fixed = { key: user, user, event: 'certificate_uploaded', firingId: 'f', sentAt: at } as const;
      await writer().messages.put({ ...fixed, ...said, eraseAt: hours(72) });
      const { messages } = reading();
      const [message] = await messages.list(user, {}, null, 10);
      expect(message).toMatchObject({ ...said, erasedAt: null });
      await hides('messages', message!.uuid);
      if (end === 'read') expect(await messages.markRead(user, message!.uuid, at)).toMatchObject(said);
      else expect(await messages.eraseOverdue(hours(72))).toBe(1);
      const left = { message: 'Certificate uploaded: rejected, details not kept', detail: '' };
      expect(await messages.list(user, {}, null, 10)).toMatchObject([{ ...left, erasedAt: expect.any(Date) }]);
      expect(await inRow('messages', message!.uuid)).toEqual([]);
    }
  });

  it('of discoveries is read by whoever decides', async () => {
    const run = randomUUID();
    const row: DiscoveryRowDocument = {
      ...{ _id: `${run}:f`, run, fingerprint: 'f', commonName: null, serialNumber: '1', issuerCommonName: null },
      ...{ notBefore: null, notAfter: null, certificateUuid: 'c', outcome: 'pending', code: null, firingId: null },
      ...{ places: [], createdAt: at, seenAt: at, dirty: false, batch: run, der: new mongo.Binary(der) },
    };
    await writer().discovered.insert([row]);
    await hides('discovery_rows', row._id);
    const { discovered } = reading();
    expect(await discovered.ofBatch(run)).toEqual([row]);
    expect(await discovered.list(run, undefined, undefined, 10)).toEqual([{ ...row, der: undefined }]);
    await discovered.settle([{ id: row._id, outcome: 'ignored', code: null }]);
    const [kept] = await discovered.ofBatch(run);
    expect(Object.keys(kept!)).not.toEqual(expect.arrayContaining(['der']));
    expect(await inRow('discovery_rows', row._id)).toEqual([]);
  });
});

describe('what is told of certificates that were stored', () => {
  it('lies open, because the inventory has it', async () => {
    const { deliveries, messages } = storesWith(key);
    const delivery = deliveryOf(false);
    await deliveries.insertMissing([delivery]);
    expect(await storesWith().deliveries.find(delivery.id)).toEqual(delivery);
    const user = randomUUID();
    const said = { message: name, detail: name, event: 'certificate_uploaded', firingId: 'f', sentAt: at };
    await messages.put({ key: user, user, ...said, eraseAt: null });
    expect(await storesWith().messages.list(user, {}, null, 10)).toMatchObject([said]);
  });
});

describe('without the key', () => {
  it('there is nothing to read, and nothing fails', async () => {
    const [upload, delivery, user] = [uploadOf(), deliveryOf(true), randomUUID()];
    const writing = storesWith(key);
    await writing.uploads.claim([upload]);
    await writing.deliveries.insertMissing([delivery]);
    await writing.messages.put({
      ...{ key: user, user, message: name, detail: name, event: 'certificate_uploaded', firingId: 'f', sentAt: at },
      eraseAt: hours(72),
    });
    for (const { uploads, deliveries, messages } of [storesWith(), storesWith(randomBytes(32))]) {
      const [row] = await uploads.load([upload._id], { withContent: true });
      expect(row).toMatchObject({ _id: upload._id, status: 'processing' });
      expect(Object.keys(row!)).not.toEqual(expect.arrayContaining(['der']));
      expect(await deliveries.find(delivery.id)).toEqual({ ...delivery, message: null });
      const left = { message: 'Certificate uploaded: rejected, details not kept', detail: '' };
      expect(await messages.list(user, {}, null, 10)).toMatchObject([left]);
    }
  });
});

function deliveryOf(eraseWhenDone: boolean): Delivery {
  const id = randomBytes(32).toString('hex');
  return {
    ...{ id, firingId: id, event: 'certificate_uploaded', origins: [], profile: 'p', profileVersion: 1 },
    ...{ channel: 'webhook', recipient: { kind: 'none', value: null }, status: 'queued', attempts: [] },
    ...{ attemptCount: 0, nextAttemptAt: at, leaseUntil: null, attemptOwner: null, possibleRepeat: false },
    eraseWhenDone,
    message: {
      ...{ subject: name, text: name, html: null, defaultTextUsed: false, facts: { commonName: name } },
      envelope: expiringEnvelope({ commonName: name }),
    },
    ...{ createdAt: at, firstAttemptAt: null, finishedAt: null, giveUpAt: hours(24) },
  };
}
