/** What a process leaves behind that dies between its claims and the start of their run. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { createScene, eventually } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile(() => ({ adjustments: { tidyEveryMs: 100 } }));
const scene = createScene(product);

const collection = (name: string) => product().foundation.db.collection<{ _id: string }>(name);
const administrator = async () => (await collection('users').findOne({}))!._id;

/** A process that said a while ago that it lives. */
async function heardOf(id: string, agoMs: number): Promise<void> {
  const renewedAt = new Date(Date.now() - agoMs);
  const row = { $set: { startedAt: renewedAt, renewedAt } };
  await collection('processes').updateOne({ _id: id }, row, { upsert: true });
}

/** An upload that is claimed and in no run. */
async function claimedBy(owner: string, accepted: boolean, der = buildCertificate()): Promise<string> {
  const [now, uploadId] = [Date.now(), randomUUID()];
  const fingerprint = createHash('sha256').update(der).digest('hex');
  const refused = await product().foundation.stores.uploads.claim([
    {
      ...{ _id: uploadId, kind: 'single', index: 0, total: null, mode: 'sync', accepted, owner, status: 'processing' },
      ...{ uploader: { uuid: await administrator(), name: 'admin' }, requestId: randomUUID(), code: null },
      ...{ createdAt: new Date(now), finishedAt: null, expiresAt: new Date(now + 86_400_000) },
      ...{ activeFingerprint: fingerprint, fingerprint, der: new mongo.Binary(der), certificateUuid: randomUUID() },
      ...{ matchedTriggers: [], actionErrors: 0, warnings: [] },
    },
  ]);
  expect(refused.size).toBe(0);
  return uploadId;
}

/** The same with the key of its request, as `owner` has taken it. */
async function keyedBy(owner: string, key: string, der: Buffer): Promise<string> {
  const { keyFor, stores } = product().foundation;
  const uploadId = await claimedBy(owner, false, der);
  const of = [await administrator(), 'POST', 'post/certificates/upload', key];
  const taken = await stores.idempotency.take({
    _id: createHash('sha256').update(JSON.stringify(of)).digest('hex'),
    bodyHash: createHmac('sha256', keyFor('idempotency')).update('null').update('\0').update(der).digest('base64url'),
    ...{ uploadId, owner, refusal: null, expiresAt: new Date(Date.now() + 86_400_000) },
  });
  expect(taken).toBeNull();
  return uploadId;
}

describe('when a process has died', () => {
  it('what it promised is stored, what it promised nobody has failed and says so, what lives is left alone', async () => {
    await heardOf('living', 0);
    const living = setInterval(() => void heardOf('living', 0), 500);
    try {
      const promised = [await claimedBy('dead', true), await claimedBy('dead', true)];
      const lost = await claimedBy('dead', false);
      const atWork = await claimedBy('living', false);
      await heardOf('dead', 60_000);
      for (const id of promised) expect(await scene.ended(id)).toMatchObject({ status: 'stored' });
      expect(await scene.ended(lost)).toMatchObject({ status: 'failed', code: 'upload_interrupted' });
      const { items } = await scene.read('/audit-log?operation=certificates.upload&result=failure&limit=5');
      expect(items[0]).toMatchObject({
        ...{ message: 'upload_interrupted', phase: 'outcome' },
        affiliatedResource: { type: 'uploads', uuid: lost },
      });
      await eventually(
        'end of the dead',
        async () => (await collection('processes').findOne({ _id: 'dead' })) === null,
      );
      expect(await collection('processes').findOne({ _id: 'living' })).not.toBeNull();
      expect(await scene.read(`/uploads/${atWork}`)).toMatchObject({ status: 'processing' });
    } finally {
      clearInterval(living);
    }
  });

  it('nobody has to wait for its claim', async () => {
    const der = buildCertificate();
    await claimedBy('holding', false, der);
    expect((await scene.upload(der)).body.code).toBe('upload_in_progress');
    await heardOf('holding', 60_000);
    await eventually('the claim', async () => (await scene.upload(der)).status === 201);
  });
});

describe('a repeat under the Idempotency-Key of a request whose process has died', () => {
  it.each(['wait=0', 'respond-async'])('that is answered 202 (%s) gets the upload stored', async (prefer) => {
    const [der, key, owner] = [buildCertificate(), randomUUID(), `dead ${prefer}`];
    const uploadId = await keyedBy(owner, key, der);
    // So lately that nobody misses it yet.
    await heardOf(owner, 0);
    const headers = { 'Idempotency-Key': key, Prefer: prefer };
    const repeat = await scene.upload(der, { headers });
    expect([repeat.status, repeat.body.uploadId]).toEqual([202, uploadId]);
    expect(await scene.ended(uploadId)).toMatchObject({ status: 'stored' });
  });

  it('that waits does the work, since the first was given up', async () => {
    const [der, key] = [buildCertificate(), randomUUID()];
    const uploadId = await keyedBy('dead waiting', key, der);
    await heardOf('dead waiting', 60_000);
    const headers = { 'Idempotency-Key': key };
    const repeat = await scene.upload(der, { headers });
    expect([repeat.status, repeat.body.uploadId === uploadId]).toEqual([201, false]);
    expect(await scene.read(`/uploads/${uploadId}`)).toMatchObject({ status: 'failed', code: 'upload_interrupted' });
    const again = await scene.upload(der, { headers });
    expect([again.status, again.body]).toEqual([201, repeat.body]);
  });
});

describe('a process with nothing to do', () => {
  it('keeps house without a single workflow run', async () => {
    const { client, queueName } = product().foundation;
    const runs = async () => (await client.workflow.count(`TaskQueue = '${queueName('certloom')}'`)).count;
    await eventually('the runs of before', async () => (await runs()) > 0);
    const before = await runs();
    for (let round = 0; round < 5; round += 1) {
      const entry = randomUUID();
      await collection('event_log_entries').insertOne({ _id: entry, time: new Date(0) } as never);
      await eventually('its end', async () => (await collection('event_log_entries').findOne({ _id: entry })) === null);
    }
    expect(await runs()).toBe(before);
  });
});
