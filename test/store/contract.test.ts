/**
 * What the stores ask of a database, whatever it is: `MONGODB_URI=… npm run test:store` runs it against any server.
 * First who wins, then how every query is carried out.
 */
import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { createStores, type Stores } from '../../src/store/stores';
import { connectStore } from '../../src/store/database/connection';
import { toFiringRow, type FiringDocument } from '../../src/store/firings/firings';
import { ensureIndexes } from '../../src/store/database/indexes';
import type { UploadDocument } from '../../src/store/uploads/upload-rows';
import type { Delivery } from '../../src/domain/notifications/delivery';
import { certificateDocument } from '../inventory/certificate-fixture';
import { explain, observeQueries } from './observed-queries';
import { databaseUri } from '../support/database';

const rowsOfEach = 3_000;
const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1) + seconds * 1_000);
const uploader = (index = 0) => ({ uuid: `uploader-${index % 50}`, name: 'somebody' });

function uploadRow(index: number, change: Partial<UploadDocument> = {}): UploadDocument {
  const fingerprint = randomUUID();
  return {
    _id: randomUUID(),
    kind: 'single',
    index: 0,
    total: null,
    mode: 'sync',
    accepted: index % 2 === 0,
    owner: `process-${index % 10}`,
    status: 'processing',
    uploader: uploader(index),
    requestId: randomUUID(),
    createdAt: at(index),
    finishedAt: null,
    activeFingerprint: fingerprint,
    fingerprint,
    der: new mongo.Binary(Buffer.alloc(64)),
    certificateUuid: randomUUID(),
    code: null,
    matchedTriggers: [],
    actionErrors: 0,
    warnings: [],
    expiresAt: new Date(Date.now() + 86_400_000),
    ...change,
  };
}

function firingRow(index: number, change: Partial<FiringDocument> = {}): FiringDocument {
  const id = randomUUID();
  return {
    _id: id,
    event: 'certificate_uploaded',
    occurrenceKey: id,
    resource: 'certificates',
    objectUuid: randomUUID(),
    objectName: 'name',
    referenceObjectUuid: null,
    occurredAt: at(index),
    startedAt: at(index),
    finishedAt: at(index),
    durationMs: 0,
    status: 'finished',
    outcome: 'unmatched',
    actor: { type: 'user', ...uploader(index) },
    causedBy: null,
    causeDepth: 0,
    uploadId: null,
    snapshotId: 'snapshot',
    policy: 'PLATFORM_SETTINGS',
    triggers: [],
    matchedTriggers: [],
    counts: {},
    deliveriesOpen: 0,
    deliveriesFailed: 0,
    message: null,
    repeatCount: 0,
    lastFiredAt: null,
    workflowId: 'w',
    runId: 'r',
    ...change,
  } as unknown as FiringDocument;
}

function deliveryRow(index: number, change: Partial<Delivery> = {}): Delivery {
  return {
    id: randomUUID().replaceAll('-', '').padEnd(64, '0'),
    firingId: `firing-${Math.floor(index / 3)}`,
    event: 'certificate_uploaded',
    origins: [],
    profile: `profile-${index % 20}`,
    profileVersion: 1,
    channel: index % 2 === 0 ? 'email' : 'webhook',
    recipient: { kind: 'none', value: null },
    status: 'queued',
    attempts: [],
    attemptCount: 0,
    nextAttemptAt: at(0),
    leaseUntil: null,
    attemptOwner: null,
    possibleRepeat: false,
    eraseWhenDone: index % 100 === 0,
    message: { subject: 's', text: 't', html: null, defaultTextUsed: false } as Delivery['message'],
    createdAt: at(index),
    firstAttemptAt: null,
    finishedAt: null,
    giveUpAt: at(100_000),
    ...change,
  };
}

describe('the store contract', () => {
  const name = `contract_${randomUUID().slice(0, 8)}`;
  let db: Awaited<ReturnType<typeof connectStore>>;
  let stores: Stores;
  beforeAll(async () => {
    db = await connectStore(databaseUri(name, 'monitorCommands=true'));
    stores = createStores(db, () => new Date());
    await ensureIndexes(db);
  });
  afterAll(async () => {
    await stores?.audit.close();
    await db?.dropDatabase();
    await db?.close();
  });

  describe('one winner', () => {
    it('makes indexes twice without harm', async () => {
      await ensureIndexes(db);
      const indexes = await db.collection('uploads').indexes();
      expect(indexes.find(({ key }) => 'activeFingerprint' in key)).toMatchObject({ unique: true });
    });

    it('of 50 claims of one fingerprint at once, in statements of their own', async () => {
      const rows = Array.from({ length: 50 }, (_, index) => uploadRow(index, { activeFingerprint: 'the same one' }));
      const refused = await Promise.all(rows.map((row) => stores.uploads.claim([row])));
      expect(refused.filter((indexes) => indexes.size === 0)).toHaveLength(1);
      expect(await db.collection('uploads').countDocuments({ activeFingerprint: 'the same one' })).toBe(1);
    });

    it('of claims at once in statements of many, which lose no other row', async () => {
      const contested = Array.from({ length: 20 }, () => randomUUID());
      const batches = Array.from({ length: 6 }, (_, batch) => [
        ...contested.map((activeFingerprint) => uploadRow(batch, { activeFingerprint })),
        ...Array.from({ length: 5 }, () => uploadRow(batch)),
      ]);
      const refused = await Promise.all(batches.map((rows) => stores.uploads.claim(rows)));
      const won = refused.map((indexes) => contested.filter((_, index) => !indexes.has(index)).length);
      expect(won.reduce((sum, count) => sum + count, 0)).toBe(contested.length);
      expect(refused.flatMap((indexes) => [...indexes].filter((index) => index >= contested.length))).toEqual([]);
      for (const [batch, rows] of batches.entries()) {
        const kept = rows.filter((_, index) => !refused[batch]!.has(index)).map(({ _id }) => _id);
        expect(await db.collection('uploads').countDocuments({ _id: { $in: kept as never[] } })).toBe(kept.length);
      }
    });

    it('frees a claim when the upload ends, and ends it once', async () => {
      const row = uploadRow(1, { activeFingerprint: 'freed' });
      await stores.uploads.claim([row]);
      const end = { uploadId: row._id, code: null, matchedTriggers: [], actionErrors: 0, warnings: [] };
      await stores.uploads.finish([{ ...end, status: 'stored' }], at(10));
      await stores.uploads.finish([{ ...end, status: 'failed', code: 'internal' }], at(20));
      const kept = await stores.uploads.read(row._id);
      expect(kept).toMatchObject({ status: 'stored', finishedAt: at(10) });
      expect(kept).not.toHaveProperty('activeFingerprint');
      expect((await stores.uploads.claim([uploadRow(2, { activeFingerprint: 'freed' })])).size).toBe(0);
    });

    it('of processes that take over the same uploads, promised or not', async () => {
      const ownership = stores.uploadOwnership;
      const { owner: _, ...ownerless } = uploadRow(0);
      const rows: UploadDocument[] = [
        ...Array.from({ length: 9 }, (_row, index) => uploadRow(index, { owner: 'the dead' })),
        ownerless,
      ];
      await stores.uploads.claim(rows);
      expect((await ownership.ownedBy(['the dead', 'another'], 500)).map(({ _id }) => _id).sort()).toEqual(
        rows
          .slice(0, 9)
          .map(({ _id }) => _id)
          .sort(),
      );
      const taken = await Promise.all(['one', 'two', 'three'].map((owner) => ownership.takeOver(rows, owner)));
      expect(
        taken
          .flat()
          .map(({ _id }) => _id)
          .sort(),
      ).toEqual(rows.map(({ _id }) => _id).sort());
      expect(await ownership.ownedBy(['the dead'], 500)).toEqual([]);
    });

    it('of several runs of one upload, until the one that has it says no more', async () => {
      const ownership = stores.uploadOwnership;
      const rows = Array.from({ length: 8 }, (_row, index) => uploadRow(index));
      const ids = rows.map(({ _id }) => _id);
      await stores.uploads.claim(rows);
      const carry = (run: string, now: Date) => ownership.carry(ids, run, now, new Date(now.getTime() - 60_000));
      const others = await Promise.all(['one', 'two', 'three'].map((run) => carry(run, at(0))));
      const [holder, ...rest] = ids.map((id) => others.filter((of) => !of.has(id)).length);
      expect([holder, ...rest]).toEqual(ids.map(() => 1));
      const first = others.findIndex((of) => !of.has(ids[0]!));
      const [winner, loser] = first === 0 ? ['one', 'two'] : [['one', 'two', 'three'][first]!, 'one'];
      expect((await carry(winner, at(50))).has(ids[0]!)).toBe(false);
      expect((await carry(loser, at(100))).has(ids[0]!)).toBe(true);
      expect((await carry(loser, at(111))).size).toBe(0);
    });

    it('interrupts what nobody was promised, and lets a run that went on have the last word', async () => {
      const ownership = stores.uploadOwnership;
      const rows = [0, 1, 2].map((index) => uploadRow(index, { accepted: false }));
      const [promised, lost, late] = rows.map(({ _id }) => _id) as [string, string, string];
      await stores.uploads.claim(rows);
      expect(await ownership.promise([promised])).toBe(1);
      expect(await ownership.interrupt([promised, lost, late], at(1))).toEqual([promised]);
      expect(await ownership.promise([promised, lost])).toBe(1);
      const end = { uploadId: late, code: null, matchedTriggers: [], actionErrors: 0, warnings: [] };
      await stores.uploads.finish([{ ...end, status: 'stored' }], at(2));
      expect(await stores.uploads.read(late)).toMatchObject({ status: 'stored', code: null, finishedAt: at(2) });
      const kept = await stores.uploads.read(lost);
      expect(kept).toMatchObject({ status: 'failed', code: 'upload_interrupted', finishedAt: at(1) });
      expect(kept).not.toHaveProperty('activeFingerprint');
      expect(await db.collection('uploads').findOne({ _id: lost as never })).not.toHaveProperty('der');
    });

    it('withdraws an upload, but not one that somebody was promised', async () => {
      const rows = [uploadRow(1), uploadRow(1), uploadRow(2)];
      await stores.uploads.claim(rows);
      const [first, ended, promised] = rows.map(({ _id }) => _id) as [string, string, string];
      const end = { uploadId: ended, code: null, matchedTriggers: [], actionErrors: 0, warnings: [] };
      await stores.uploads.finish([{ ...end, status: 'stored' }], at(2));
      expect(await stores.uploads.withdraw([first, ended, promised])).toEqual([promised]);
      expect((await stores.uploads.load([first, ended, promised], { withContent: false })).length).toBe(2);
    });

    it("knows processes by the database's clock", async () => {
      const { processes } = stores;
      const longAgo = new Date(0);
      const before = Date.now();
      for (const id of ['one', 'two', 'one']) await processes.renew(id, longAgo);
      await processes.stop('two');
      const found = new Map((await processes.all()).map((row) => [row._id, row]));
      expect(found.size).toBe(2);
      expect(found.get('one')).toMatchObject({ startedAt: longAgo });
      expect(Math.abs(found.get('one')!.renewedAt.getTime() - before)).toBeLessThan(60_000);
      expect([found.get('one')?.stoppedAt, found.get('two')?.stoppedAt]).toEqual([undefined, expect.any(Date)]);
      await processes.forget(['one', 'two']);
      expect(await processes.all()).toEqual([]);
    });

    it('of certificates with one fingerprint; the repeat of an insert finds itself', async () => {
      const first = certificateDocument();
      const twin = certificateDocument({ fingerprint: first.fingerprint });
      const other = certificateDocument();
      expect(await stores.certificates.insert([first])).toEqual(['inserted']);
      expect(await stores.certificates.insert([twin, other, first])).toEqual(['duplicate', 'inserted', 'own']);
      const racing = Array.from({ length: 20 }, () => certificateDocument({ fingerprint: 'f'.repeat(64) }));
      const results = await Promise.all(racing.map((document) => stores.certificates.insert([document])));
      expect(results.flat().filter((result) => result === 'inserted')).toHaveLength(1);
    });

    it('of firings: the first writing stays', async () => {
      const [one, two] = [firingRow(1), firingRow(2)];
      expect(await stores.firings.insert([one])).toEqual(new Set());
      expect(await stores.firings.insert([two, { ...one, message: 'again' }])).toEqual(new Set([1]));
      expect(await stores.firings.load([one._id])).toMatchObject([{ message: null }]);
    });

    it('of workers that claim one delivery', async () => {
      const row = deliveryRow(1);
      await stores.deliveries.insertMissing([row, row]);
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) => stores.deliveries.lease(row.id, `worker ${index}`, at(1), at(100))),
      );
      expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
      expect(await stores.deliveries.lease(row.id, 'later', at(101), at(200))).toMatchObject({ possibleRepeat: true });
    });

    it('of repeats that do what the first has not done', async () => {
      const row = { _id: 'retaken', bodyHash: 'h', refusal: null, expiresAt: new Date(Date.now() + 3_600_000) };
      const first = { ...row, uploadId: 'first', owner: 'the dead' };
      await stores.idempotency.take(first);
      const retakes = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          stores.idempotency.retake(first, { uploadId: `upload ${index}`, owner: 'one', expiresAt: row.expiresAt }),
        ),
      );
      expect(retakes.filter((isOurs) => isOurs)).toHaveLength(1);
    });

    it('of requests with one idempotency key', async () => {
      const row = { _id: 'key', bodyHash: 'h', refusal: null, expiresAt: new Date(Date.now() + 3_600_000) };
      const takes = await Promise.all(
        Array.from({ length: 20 }, (_, index) => stores.idempotency.take({ ...row, uploadId: `upload ${index}` })),
      );
      expect(takes.filter((first) => first === null)).toHaveLength(1);
      expect(new Set(takes.flatMap((first) => first?.uploadId ?? [])).size).toBe(1);
    });

    it('of changes that saw the same revision', async () => {
      const uuid = randomUUID();
      await stores.groups.create(uuid, { name: 'contested', description: '', email: null, members: [] });
      const { revision } = (await stores.groups.get(uuid)) as { revision: number };
      const changes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          stores.groups.update(uuid, revision, { description: `change ${index}` }),
        ),
      );
      expect(changes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      await expect(stores.groups.remove(uuid, revision)).rejects.toMatchObject({ code: 'revision_mismatch' });
      await expect(
        stores.groups.create(randomUUID(), { name: 'contested', description: '', email: null, members: [] }),
      ).rejects.toMatchObject({ code: 'name_taken' });
    });
  });

  describe('queries', () => {
    /** Read on purpose in whole or by a filter that no index can serve; each bounded by its batch. */
    const wholeCollections = new Set(['users', 'roles', 'groups', 'ra_profiles', 'custom_attributes', 'api_keys']);
    const roomForOverhead = 30;

    // The bridge engine reads collections whole and says so; what it answers is the same.
    const itOnIndexes = process.env['CERTLOOM_TEST_STORE'] === 'secantus-python' ? it.skip : it;

    itOnIndexes('use indexes, sort nothing and look at little more than they return', async () => {
      const uploads = Array.from({ length: rowsOfEach }, (_, index) => uploadRow(index));
      const items = Array.from({ length: 200 }, (_, index) =>
        uploadRow(index, { kind: 'item', bundle: `bundle-${index % 20}`, index }),
      );
      const firings = Array.from({ length: rowsOfEach }, (_, index) =>
        firingRow(index, index % 10 === 0 ? { replayOf: `replayed-${index}` } : {}),
      );
      const certificates = Array.from({ length: rowsOfEach }, (_, index) =>
        certificateDocument({
          createdAt: at(index),
          owner: `owner-${index % 100}`,
          groups: [`group-${index % 100}`],
          raProfile: `ra-${index % 100}`,
          commonName: `cn-${index}`,
          replacementKeys: [`one-${index}`, `shared-${index % 60}`],
        }),
      );
      const deliveries = Array.from({ length: rowsOfEach }, (_, index) => deliveryRow(index));
      await db.collection('uploads').insertMany([...uploads, ...items] as never[]);
      await db.collection('firings').insertMany(firings.map(toFiringRow) as never[]);
      await db.collection('certificates').insertMany(certificates as never[]);
      await db.collection('relations').insertMany(
        Array.from({ length: rowsOfEach }, (_, index) => ({
          ...{ _id: `relation-${index}`, predecessor: `p-${index % 300}`, successor: `s-${index % 200}` },
          ...{ type: 'rekey', origin: 'detected', createdAt: at(index), createdBy: null },
          ...{ removedAt: null, removedBy: null },
        })) as never[],
      );
      await db.collection('deliveries').insertMany(
        deliveries.map(({ id, ...row }) => ({
          _id: id,
          ...row,
          eraseAt: row.eraseWhenDone ? at(1) : null,
        })) as never[],
      );
      await db.collection('messages').insertMany(
        Array.from({ length: rowsOfEach }, (_, index) => ({
          ...{
            _id: `m${index}`,
            user: `user-${index % 50}`,
            message: 'm',
            detail: '',
            sentAt: at(index),
            readAt: null,
          },
        })) as never[],
      );
      await db.collection('job_executions').insertMany(
        Array.from({ length: rowsOfEach }, (_, index) => ({
          ...{ _id: `run-${index}`, job: { uuid: `job-${index % 3}`, name: 'j', jobType: 't' }, trigger: 'schedule' },
          ...{ status: 'succeeded', startedAt: at(index), endedAt: at(index), message: null, result: null },
          ...{ workflowId: 'w', runId: 'r', isUntold: false },
        })) as never[],
      );
      const { during, queries } = observeQueries(db);
      const u = stores.uploads;
      const someUploads = uploads.slice(0, 100).map(({ _id }) => _id);
      const someFirings = firings.slice(0, 100).map(({ _id }) => _id);
      const middle = { value: at(rowsOfEach / 2), id: 'x' };
      const end = { uploadId: uploads[200]!._id, code: null, matchedTriggers: [], actionErrors: 0, warnings: [] };
      const calls: Record<string, () => Promise<unknown>> = {
        'uploads.load': () => u.load(someUploads, { withContent: true }),
        'uploads.withdraw': () => u.withdraw([uploads[902]!._id]),
        'uploadOwnership.promise': () => stores.uploadOwnership.promise(someUploads),
        'uploadOwnership.ownedBy': () => stores.uploadOwnership.ownedBy(['process-3'], 500),
        'uploadOwnership.takeOver': () => stores.uploadOwnership.takeOver(uploads.slice(300, 400), 'another'),
        'uploadOwnership.carry': () => stores.uploadOwnership.carry(someUploads, 'a run', at(1), at(0)),
        'uploadOwnership.interrupt': () => stores.uploadOwnership.interrupt([uploads[903]!._id], at(1)),
        'uploads.remove': () => u.remove([uploads[900]!._id]),
        'uploads.removeIfOpen': () => u.removeIfOpen([uploads[901]!._id]),
        'uploads.finish': () => u.finish([{ ...end, status: 'stored' }], at(1)),
        'uploads.finishBundles': () => u.finishBundles(['bundle-1'], at(1)),
        'uploads.read': () => u.read(uploads[5]!._id),
        'uploads.itemsOf': () => u.itemsOf('bundle-3'),
        'uploadOwnership.stale': () => stores.uploadOwnership.stale(at(500), 100),
        'uploadList.list': () => stores.uploadList.list({}, undefined, 50),
        'uploadList.list after': () => stores.uploadList.list({}, middle, 50),
        'firings.decided': () => stores.firings.decided(someFirings),
        'firings.load': () => stores.firings.load(someFirings),
        'firings.update': () => stores.firings.update(someFirings[0]!, { deliveriesOpen: 0 }),
        'firings.close': () => stores.firings.close(someFirings[0]!, { status: 'finished', finishedAt: at(1) }),
        'firings.move': () => stores.firings.move(someFirings[1]!, 'finished', { status: 'finished_with_errors' }),
        'firings.remove': () => stores.firings.remove([firings[800]!._id]),
        'eventHistory.find': () => stores.eventHistory.find(someFirings[1]!),
        'eventHistory.list': () => stores.eventHistory.list({}, -1, undefined, 50),
        'eventHistory.list oldest': () => stores.eventHistory.list({}, 1, middle, 50),
        'eventHistory.replaysOf': () => stores.eventHistory.replaysOf('replayed-50'),
        'eventHistory.summarise': () => stores.eventHistory.summarise(undefined, at(100), at(200)),
        'eventHistory.summarise one': () => stores.eventHistory.summarise('certificate_uploaded', at(100), at(200)),
        'certificates.findByFingerprints': () =>
          stores.certificates.findByFingerprints(certificates.slice(0, 100).map(({ fingerprint }) => fingerprint)),
        'certificates.ofRaProfile': () => stores.certificates.ofRaProfile('ra-5', 10),
        'certificates.leaveGroup': () => stores.certificates.leaveGroup('group-7', [certificates[3]!._id]),
        'certificates.holding group': () => stores.certificates.holding('groups', 'group-7', 10),
        'certificates.holding owner': () => stores.certificates.holding('owner', 'owner-7', 10),
        'certificates.leaveOwner': () => stores.certificates.leaveOwner('owner-7', [certificates[3]!._id]),
        'validations.subjects': () => stores.validations.subjects([certificates[1]!._id, certificates[2]!._id]),
        'validations.due, never checked': () => stores.validations.due(at(1), 100),
        'validations.recheckIssuedBy': () =>
          stores.validations.recheckIssuedBy('issuer-3', {
            ...{ id: 'ca', fingerprint: certificates[5]!.fingerprint, name: 'CA', became: 'trusted', at: at(100) },
          }),
        'validations.isFollowed': () => stores.validations.isFollowed('ca'),
        'validations.nameOf': () => stores.validations.nameOf(certificates[5]!.fingerprint),
        'validations.schedule': () => stores.validations.schedule(10),
        'validations.openChanges': () => stores.validations.openChanges(10),
        'validations.close': () => stores.validations.close([{ uuid: certificates[1]!._id, sequence: 1 }]),
        'issuerRows.content': () => stores.issuerRows.content(certificates[3]!._id),
        'inventory.find': () => stores.inventory.find(certificates[3]!._id),
        'inventory.namesOf': () => stores.inventory.namesOf([certificates[3]!._id]),
        'inventory.content': () => stores.inventory.content(certificates[3]!._id),
        'inventory.search': () =>
          stores.inventory.search({ filter: {}, sort: 'createdAt', direction: -1, after: undefined, limit: 50 }),
        'inventory.search by fingerprint': () =>
          stores.inventory.search({
            ...{ filter: {}, sort: 'createdAt', direction: -1, after: undefined, limit: 50 },
            point: { fingerprint: certificates[9]!.fingerprint },
          }),
        'inventory.search by name': () =>
          stores.inventory.search({ filter: {}, sort: 'commonName', direction: 1, after: undefined, limit: 50 }),
        'inventory.change': () => stores.inventory.change(certificates[4]!._id, 1, { archived: true }, at(1)),
        'inventory.remove': () => stores.inventory.remove(certificates[6]!._id, 1),
        'inventory.revoke': () =>
          stores.inventory.revoke(
            { uuid: certificates[7]!._id, revision: 1, state: 'issued' },
            {
              ...{ reason: 'superseded', code: 4, revokedAt: at(1), recordedAt: at(1) },
              ...{ recordedBy: null, comment: null },
            },
          ),
        'replacementCandidates.find': () =>
          stores.replacementCandidates.find(certificates.slice(0, 100).map(({ _id }) => _id)),
        'replacementCandidates.sharing': () =>
          stores.replacementCandidates.sharing(certificates.slice(0, 100).map((_, index) => `one-${index}`)),
        'replacementCandidates.sharing of many': () => stores.replacementCandidates.sharing(['shared-1'], 10),
        'replacementKeyGaps.page': () => stores.replacementKeyGaps.page(20),
        'replacementCandidates.contents': () => stores.replacementCandidates.contents([certificates[20]!._id]),
        'replacementKeyGaps.fill': () => stores.replacementKeyGaps.fill(certificates.slice(20, 22), at(1)),
        'relations.outdated': () => stores.relations.outdated(5),
        'relations.passOver': async () => stores.relations.passOver([(await stores.relations.find('relation-9'))!]),
        'relations.predecessorsOf': () => stores.relations.predecessorsOf('s-1'),
        'relations.find': () => stores.relations.find('relation-7'),
        'relations.known': () => stores.relations.known([{ predecessor: 'p-1', successor: 's-1' }]),
        'relations.ofCertificate': () => stores.relations.ofCertificate('p-1', { limit: 5 }),
        'relations.ofCertificate successor': () => stores.relations.ofCertificate('s-1'),
        'relations.successorsOf': () => stores.relations.successorsOf(['p-1', 'p-2']),
        'relations.walkFrom': () => stores.relations.walkFrom(['p-3']),
        'relations.tellAgain': async () => stores.relations.tellAgain([(await stores.relations.find('relation-9'))!]),
        'relations.remove': () => stores.relations.remove('relation-8', null, at(5)),
        'relations.forget': () => stores.relations.forget('p-5'),
        'certificateHistory.list': () => stores.certificateHistory.list(certificates[1]!._id, undefined, 20),
        'deliveries.find': () => stores.deliveries.find(deliveries[1]!.id),
        'deliveries.findProgress': () => stores.deliveries.findProgress(deliveries.slice(0, 50).map(({ id }) => id)),
        'deliveries.openIds': () => stores.deliveries.openIds(['firing-1', 'firing-2']),
        'deliveries.findByFiring': () => stores.deliveries.findByFiring('firing-5'),
        'deliveries.lease': () => stores.deliveries.lease(deliveries[2]!.id, 'o', at(1), at(2)),
        'deliveries.requeue': () => stores.deliveries.requeue(deliveries[2]!.id, at(1), at(2)),
        'deliveries.list': () => stores.deliveries.list({}, null, 50),
        'deliveries.list of profile': () => stores.deliveries.list({ profile: 'profile-3' }, null, 50),
        'deliveries.list by status': () => stores.deliveries.list({ status: 'queued' }, null, 50),
        'deliveries.list by channel': () => stores.deliveries.list({ channel: 'email' }, null, 50),
        'deliveries.list after': () => stores.deliveries.list({}, { createdAt: at(1_500), id: 'x' }, 50),
        'deliveries.cancelOpen': () => stores.deliveries.cancelOpen(['firing-9'], at(1)),
        'deliveries.cancel': () => stores.deliveries.cancel([deliveries[3]!.id], ['queued'], at(1)),
        'deliveries.findIncidents': () => stores.deliveries.findIncidents('certificate-1', 1),
        'deliveries.eraseOverdue': () => stores.deliveries.eraseOverdue(at(2)),
        'deliveries.removeFinished': () => stores.deliveries.removeFinished(['firing-9']),
        'messages.list': () => stores.messages.list('user-3', {}, null, 20),
        'messages.markRead': () => stores.messages.markRead('user-3', 'm3', at(1)),
        'noticePayloads.load': () => stores.noticePayloads.load('x'),
        'noticePayloads.erase': () => stores.noticePayloads.erase(['x']),
        'idempotency.take': () =>
          stores.idempotency.take({ _id: 'key', bodyHash: '', uploadId: '', refusal: null, expiresAt: at(0) }),
        'idempotency.release': () => stores.idempotency.release('key'),
        'eventLog.list': () => stores.eventLog.list({}, null, 20),
        'eventLog.removeOlder': () => stores.eventLog.removeOlder(at(1)),
        'triggers.list': () => stores.triggers.list({}, null, 20),
        'triggerCounts.everMatched': () => stores.triggerCounts.everMatched(['x', 'y']),
        'jobExecutions.lastOf': async () => {
          const last = await stores.jobExecutions.lastOf(['job-0', 'job-1', 'none']);
          expect([...last].map(([job, { id }]) => `${job} ${id}`).sort()).toEqual(['job-0 run-2997', 'job-1 run-2998']);
        },
        'triggerSets.findByEvent': () => stores.triggerSets.findByEvent('certificate_uploaded'),
        'triggerSets.findByTrigger': () => stores.triggerSets.findByTrigger('x'),
        'triggerSets.findByTriggers': () => stores.triggerSets.findByTriggers(['x', 'y']),
        'triggerVersions.list': () => stores.triggerVersions.list('x', null, 20),
        'profiles.list': () => stores.profiles.list({}, null, 20),
        'users.withRoles': () => stores.users.withRoles(['x']),
        'groups.byMembers': () => stores.groups.byMembers(['x']),
        'apiKeys.list': () => stores.apiKeys.list({ limit: 20 }),
        'settings.get': () => stores.settings.get(),
        'directory.snapshot': () => stores.directory.snapshot(),
        'audit.list': () => stores.audit.list({}, { limit: 20 }),
      };
      for (const [call, work] of Object.entries(calls)) await during(call, work);
      // That the measure finds what it looks for.
      await during('a query without an index', () => db.collection('uploads').find({ requestId: 'x' }).toArray());

      const untold: string[] = [];
      const faults: string[] = [];
      for (const query of queries) {
        const execution = await explain(db, query);
        if (execution === null) {
          untold.push(query.by);
          continue;
        }
        const { stages, examined, returned, filter } = execution;
        const where = `${query.by}: ${filter.slice(0, 300)}`;
        const isWhole = wholeCollections.has(query.collection) && examined <= returned + roomForOverhead;
        if (stages.includes('COLLSCAN') && !isWhole) faults.push(`no index: ${where}`);
        // A look-up by a fact that few share sorts its few rows; the summary sorts one row an event.
        if (stages.includes('SORT')) faults.push(`sorts: ${where}`);
        if (examined > 2 * returned + roomForOverhead && query.by !== 'eventHistory.summarise') {
          faults.push(`looks at ${examined} for ${returned}: ${where}`);
        }
      }
      process.stderr.write(`[store] ${queries.length} queries explained, ${untold.length} untold ${untold.join()}\n`);
      const planted = faults.filter((fault) => fault.includes('a query without an index'));
      expect(untold.length > 0 || planted.length === 2).toBe(true);
      expect(faults.filter((fault) => !planted.includes(fault))).toEqual([]);
      expect(queries.length).toBeGreaterThan(60);
    });
  });
});
