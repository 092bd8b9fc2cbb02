/** Writers of digests that die or meet: every item is in one digest. Over a real database, without runs. */
import { randomUUID } from 'node:crypto';
import { mongo } from 'mongoose';
import { createDigestWriter } from '../../src/services/notifications/digest-writer';
import { createDigestAssembly } from '../../src/services/notifications/digest-assembly';
import { digestFiringId } from '../../src/services/notifications/digest-items';
import { createNoticeLedger } from '../../src/services/notifications/ledger';
import { digestDeliveryKey, digestGroupKey } from '../../src/delivery/delivery-key';
import type { DigestCertificate } from '../../src/domain/notifications/digest';
import { createDeliveryStore, type DeliveryStore } from '../../src/store/notifications/deliveries';
import {
  createDigestItemStore,
  type DigestItemStore,
  type NewDigestItem,
} from '../../src/store/notifications/digest-items';
import { createScanBatchStore } from '../../src/store/expiration/scan-batches';
import { openDatabase, type TestDatabase } from '../support/database';

const start = new Date('2031-03-03T10:00:00Z');
const scanId = '20310303T100000Z';

let database: TestDatabase;
let stores: { items: DigestItemStore; deliveries: DeliveryStore };
let now = start;
const gone = new Set<string>();

beforeAll(async () => {
  database = await openDatabase();
  const { db } = database;
  stores = { items: createDigestItemStore(db), deliveries: createDeliveryStore(db) };
  createScanBatchStore(db);
  await database.buildIndexes();
});
afterAll(() => database?.close());
beforeEach(async () => {
  now = start;
  gone.clear();
  await database.db.collection('digest_items').deleteMany({});
  await database.db.collection('deliveries').deleteMany({});
});

const certificate = (uuid: string): DigestCertificate => ({
  ...{
    uuid,
    commonName: uuid,
    subjectDn: `CN=${uuid}`,
    issuerDn: 'CN=CA',
    subjectAlternativeNames: [],
    serialNumber: '01',
  },
  ...{ notAfter: new Date(start.getTime() + 9 * 86_400_000), owner: null, groups: [], raProfile: null },
  ...{ state: 'issued', archived: false },
});
const writer = createDigestWriter({
  certificates: async (uuids) =>
    new Map(uuids.filter((uuid) => !gone.has(uuid)).map((uuid) => [uuid, certificate(uuid)])),
  namesOf: () => ({ groups: [], raProfile: null, owner: null }),
  certificateUrl: (uuid) => `https://certloom.example/certificates/${uuid}`,
  listUrl: () => 'https://certloom.example/expiring',
  now: () => now,
});
const ledger = () => createNoticeLedger({ ...stores, writer, now: () => now });

function item(address: string, name: string): NewDigestItem {
  const recipient = { kind: 'address', value: address } as const;
  return {
    ...{ id: randomUUID(), firingId: `firing-${name}`, event: 'certificate_expiring', origins: [], profile: 'p' },
    ...{ profileVersion: 1, channel: 'email', recipient, certificate: name, notAfter: start, cycle: 1, step: 'P7D' },
    ...{ number: 1, state: 'waiting', deliveryId: null, digest: null, takenAt: null, createdAt: start },
    group: digestGroupKey({ profile: 'p', channel: 'email', recipient }),
  };
}

async function write(
  scan = scanId,
  deliveries: Partial<DeliveryStore> = {},
  items: Partial<DigestItemStore> = {},
): Promise<number> {
  const digests = createDigestAssembly({
    items: { ...stores.items, ...items },
    deliveries: { ...stores.deliveries, ...deliveries },
    profiles: async () => [],
    batches: createScanBatchStore(database.db),
    isFollowed: async () => false,
    writer,
    now: () => now,
    steadyClock: () => performance.now(),
  });
  const work = { signal: new AbortController().signal, heartbeat: () => undefined };
  // A stretch ends after some seconds, which a busy machine needs for few items.
  let step = await digests.assembleStretch({ scanId: scan, bucket: 0, written: 0 }, work);
  while (!step.isDone) step = await digests.assembleStretch(step.state, work);
  return step.state.written;
}

/** Certificates by address, of all digests that there are. */
async function told(): Promise<Record<string, string[][]>> {
  const rows = await database.db.collection('deliveries').find({}).sort({ createdAt: 1 }).toArray();
  const all: Record<string, string[][]> = {};
  for (const { recipient, message } of rows) {
    const names = [...(message.text as string).matchAll(/CN=([a-z0-9]+)/g)].map(([, name]) => name!);
    (all[recipient.value as string] ??= []).push(names.filter((name) => name !== 'CA').sort());
  }
  return all;
}
const states = async () =>
  (await database.db.collection('digest_items').find({}).toArray()).map(({ state }) => state as string).sort();

/** What waits for a digest, read by a process that is held up between its two reads until `meanwhile` is over. */
async function readWhile(meanwhile: () => Promise<unknown>, ...wanted: Parameters<DigestItemStore['waiting']>) {
  const toArray = mongo.FindCursor.prototype.toArray;
  let held: Promise<unknown> | undefined;
  const reads = jest.spyOn(mongo.FindCursor.prototype, 'toArray').mockImplementation(async function (
    this: mongo.FindCursor,
  ) {
    if (held !== undefined) await held;
    const rows = toArray.call(this);
    held ??= rows.then(meanwhile);
    return rows;
  });
  try {
    return await stores.items.waiting(...wanted);
  } finally {
    reads.mockRestore();
  }
}

const dies = async () => Promise.reject(new Error('the process ends here'));

describe('writing digests', () => {
  it('twice gives one of each', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1'), item('a@x.example', 'a2'), item('b@x.example', 'b1')]);
    expect(await write()).toBe(2);
    expect(await write()).toBe(0);
    expect(await told()).toEqual({ 'a@x.example': [['a1', 'a2']], 'b@x.example': [['b1']] });
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('an item that is inserted again stays one, with both origins', async () => {
    const one = { ...item('a@x.example', 'a1'), origins: [{ trigger: 't', actionId: 'a', actionKey: 'f/t/a' }] };
    await stores.items.insertMissing([one]);
    await stores.items.insertMissing([{ ...one, origins: [{ trigger: 'u', actionId: 'a', actionKey: 'f/u/a' }] }]);
    const [kept, ...more] = await stores.items.ofFiring('firing-a1');
    expect(more).toEqual([]);
    expect(kept?.origins.map(({ actionKey }) => actionKey)).toEqual(['f/t/a', 'f/u/a']);
  });

  it('goes on when a writer died before the ledger had its digest', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1')]);
    await expect(write(scanId, { insertDigests: dies })).rejects.toThrow();
    expect(await states()).toEqual(['taken']);
    expect(await write()).toBe(1);
    expect(await told()).toEqual({ 'a@x.example': [['a1']] });
  });

  it('goes on when a writer died after the ledger had its digest', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1')]);
    const insertDigests: DeliveryStore['insertDigests'] = async (rows) => {
      await stores.deliveries.insertDigests(rows);
      return dies();
    };
    await expect(write(scanId, { insertDigests })).rejects.toThrow();
    expect(await write()).toBe(0);
    expect(await told()).toEqual({ 'a@x.example': [['a1']] });
    expect(await states()).toEqual(['sent']);
  });

  it('what comes too late for a digest is in that of the next scan', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1')]);
    await write();
    await stores.items.insertMissing([item('a@x.example', 'a2')]);
    expect(await write()).toBe(0);
    now = new Date(start.getTime() + 3_600_000);
    expect(await write('20310303T110000Z')).toBe(1);
    expect(await told()).toEqual({ 'a@x.example': [['a1'], ['a2']] });
  });

  it('what a lost digest had taken goes into the next, after an hour', async () => {
    const [first] = [item('a@x.example', 'a1')];
    await stores.items.insertMissing([first]);
    const { profile, channel, recipient } = first;
    const deliveryId = digestDeliveryKey({ scanId, profile, channel, recipient });
    expect(await stores.items.takeItems([first.id], { deliveryId, digest: digestFiringId(scanId), at: now })).toBe(1);
    expect(await write('20310303T101000Z')).toBe(0);
    now = new Date(start.getTime() + 2 * 3_600_000);
    expect(await write('20310303T120000Z')).toBe(1);
    expect(await told()).toEqual({ 'a@x.example': [['a1']] });
  });

  it('two writers at once tell each item once', async () => {
    const items = Array.from({ length: 120 }, (_, index) => item(`r${index % 40}@x.example`, `c${index}`));
    await stores.items.insertMissing(items);
    await Promise.all([write('20310303T100001Z'), write('20310303T100002Z'), write('20310303T100001Z')]);
    now = new Date(start.getTime() + 2 * 3_600_000);
    await write('20310303T120000Z');
    const names = Object.values(await told()).flat(2);
    expect(names.sort()).toEqual(items.map(({ certificate: name }) => name).sort());
    expect(new Set(await states())).toEqual(new Set(['sent']));
  });

  it('two attempts of one scan, of which one begins while the other writes, tell each item once', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1'), item('a@x.example', 'a2')]);
    let second: Promise<number> | undefined;
    const insertDigests: DeliveryStore['insertDigests'] = async (rows) => {
      // The first has taken its items, and is slow from here on.
      if (second === undefined) {
        await stores.items.insertMissing([item('a@x.example', 'a3')]);
        second = write();
        await second;
      }
      return stores.deliveries.insertDigests(rows);
    };
    await write(scanId, { insertDigests });
    expect(await second).toBe(1);
    expect(await told()).toEqual({ 'a@x.example': [['a1', 'a2', 'a3']] });
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });

  it('an item that another attempt takes while this one reads what waits is told once', async () => {
    const items = [item('a@x.example', 'a1'), item('a@x.example', 'a2')];
    await stores.items.insertMissing(items);
    const { profile, channel, recipient } = items[0]!;
    const deliveryId = digestDeliveryKey({ scanId, profile, channel, recipient });
    const take = () => stores.items.takeItems([items[0]!.id], { deliveryId, digest: digestFiringId(scanId), at: now });
    expect(await write(scanId, {}, { waiting: (...wanted) => readWhile(take, ...wanted) })).toBe(1);
    expect(await told()).toEqual({ 'a@x.example': [['a1', 'a2']] });
  });

  it('an item that is taken while its digest is written stays for the next', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1')]);
    const late = item('a@x.example', 'a2');
    const insertDigests: DeliveryStore['insertDigests'] = async (rows) => {
      const clashing = await stores.deliveries.insertDigests(rows);
      // Another attempt has looked before the digest was there, and takes for it what has come since.
      await stores.items.insertMissing([late]);
      const deliveryId = rows[0]!.id;
      await stores.items.takeItems([late.id], { deliveryId, digest: digestFiringId(scanId), at: now });
      return clashing;
    };
    await write(scanId, { insertDigests });
    expect(await states()).toEqual(['sent', 'taken']);
    await write();
    expect(await states()).toEqual(['sent', 'waiting']);
  });

  it('many items are written list by list', async () => {
    const items = Array.from({ length: 1_500 }, (_, index) => item(`r${index % 300}@x.example`, `c${index}`));
    await stores.items.insertMissing(items);
    expect(await write()).toBe(300);
    const all = await told();
    expect(Object.keys(all)).toHaveLength(300);
    expect(all['r7@x.example']).toEqual([['c1207', 'c307', 'c607', 'c7', 'c907']]);
  });

  it('leaves out what is no longer in the inventory, and writes no empty digest', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1'), item('a@x.example', 'a2'), item('b@x.example', 'b1')]);
    gone.add('a1').add('b1');
    expect(await write()).toBe(1);
    expect(await told()).toEqual({ 'a@x.example': [['a2']] });
    expect(await states()).toEqual(['cancelled', 'cancelled', 'sent']);
  });
});

describe('a certificate with a replacement', () => {
  it('leaves what waits', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1'), item('a@x.example', 'a2')]);
    await ledger().cancelCertificate('a1');
    await write();
    expect(await told()).toEqual({ 'a@x.example': [['a2']] });
  });

  it('leaves digests that nobody has tried to send, also when two leave at once', async () => {
    const names = ['a1', 'a2', 'a3'];
    await stores.items.insertMissing(names.map((name) => item('a@x.example', name)));
    await write();
    await Promise.all([ledger().cancelCertificate('a1'), ledger().cancelCertificate('a3')]);
    expect(await told()).toEqual({ 'a@x.example': [['a2']] });
    await ledger().cancelCertificate('a2');
    const [row] = await database.db.collection('deliveries').find({}).toArray();
    expect(row?.['status']).toBe('cancelled');
    expect(await states()).toEqual(['cancelled', 'cancelled', 'cancelled']);
    const [seen] = await ledger().findByFiring('firing-a2');
    expect(seen?.status).toBe('cancelled');
    expect(await ledger().countOpen('firing-a2')).toBe(0);
  });

  it('stays in a digest that was tried already: every attempt says the same', async () => {
    await stores.items.insertMissing([item('a@x.example', 'a1'), item('a@x.example', 'a2')]);
    await write();
    const [row] = await database.db.collection('deliveries').find({}).toArray();
    await stores.deliveries.lease(String(row?._id), 'w', now, new Date(now.getTime() + 60_000));
    await ledger().cancelCertificate('a1');
    expect(await told()).toEqual({ 'a@x.example': [['a1', 'a2']] });
    expect(await states()).toEqual(['sent', 'sent']);
  });
});
