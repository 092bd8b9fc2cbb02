import type { AuditEntry } from '../../src/domain/identity/audit';
import { auditModel, chainRow, hashOf } from '../../src/store/audit/rows';
import { createAuditStore, type AuditStore } from '../../src/store/audit/audit';
import { connectStore } from '../../src/store/database/connection';
import { ensureIndexes } from '../../src/store/database/indexes';
import { openDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let clock = Date.parse('2030-01-01T00:00:00Z');
const now = () => new Date(clock);
let store: AuditStore;

/** The collection as somebody with access to the database sees it: numbers as keys, any change possible. */
const rows = () => database.db.collection<{ _id: number; hash: string; prevHash: string; timestamp: Date }>('audit');
const marks = () => database.db.collection<{ _id: string }>('audit_marks');

function entry(message: string, more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    timestamp: now(),
    actor: { type: 'user', authMethod: 'apiKey', uuid: 'u-1', name: 'Ada' },
    source: null,
    resource: { type: 'groups', objects: [{ uuid: 'g-1', name: 'web' }] },
    affiliatedResource: null,
    operation: 'groups.create',
    operationResult: 'success',
    message,
    operationData: null,
    additionalData: null,
    phase: 'outcome',
    requestId: 'r-1',
    ...more,
  };
}

beforeEach(async () => {
  clock = Date.parse('2030-01-01T00:00:00Z');
  database = await openDatabase();
  store = createAuditStore(database.db, { now });
  await ensureIndexes(database.db);
});
afterEach(async () => {
  await store.close();
  await database.close();
});

async function fill(count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) {
    clock += 1_000;
    await store.append([entry(`row ${index}`)]);
  }
  await store.close();
}

describe('append', () => {
  it('numbers rows without gaps and chains them', async () => {
    await fill(3);
    const stored = await rows().find().sort({ _id: 1 }).toArray();
    expect(stored.map(({ _id }) => _id)).toEqual([1, 2, 3]);
    expect(stored[0]?.prevHash).toBe('0'.repeat(64));
    expect(stored[2]?.prevHash).toBe(stored[1]?.hash);
    expect(await store.verifyChain()).toEqual({ ok: true, checked: 3, first: 1, last: 3, anchor: null, faults: [] });
  });

  it('gives one chain to many requests of several processes', async () => {
    const connections = await Promise.all([1, 2, 3].map(() => connectStore(database.uri)));
    const processes = connections.map((db) => createAuditStore(db, { now }));
    const appends = processes.flatMap((one, process) =>
      Array.from({ length: 40 }, (_, index) =>
        one.append([entry(`${process}.${index}a`), entry(`${process}.${index}b`)]),
      ),
    );
    await Promise.all(appends);
    const messages = await rows().distinct('message');
    expect(messages).toHaveLength(240);
    expect(await rows().countDocuments()).toBe(240);
    expect(await store.verifyChain()).toMatchObject({ ok: true, checked: 240, last: 240 });
    await Promise.all(processes.map((one) => one.close()));
    await Promise.all(connections.map((db) => db.close()));
  });

  it('keeps any text and any data as it was', async () => {
    const data = { $ne: 1, 'a.b': { __proto__: null, deep: ['\u0000', '\u2028', '"'] }, '': 'ä', half: '\ud800' };
    await store.append([entry('line\nbreak \u001b[31m', { operationData: data, additionalData: { status: 200 } })]);
    const { items } = await store.list({}, { limit: 10 });
    expect(items[0]?.operationData).toEqual({
      $ne: 1,
      'a.b': { deep: ['\u0000', '\u2028', '"'] },
      '': 'ä',
      half: '\ufffd',
    });
    expect(items[0]?.message).toBe('line\nbreak \u001b[31m');
    expect((await store.verifyChain()).ok).toBe(true);
  });
});

describe('append, when the database is away', () => {
  it('rejects everything that waits, and goes on afterwards', async () => {
    await store.append([entry('first')]);
    const insert = jest
      .spyOn(auditModel(database.db).collection, 'insertMany')
      .mockRejectedValueOnce(new Error('no primary'))
      .mockRejectedValueOnce(new Error('no primary'));
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => store.append([entry(name)])));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(insert).toHaveBeenCalledTimes(2);
    insert.mockRestore();
    await store.append([entry('second')]);
    expect(await store.verifyChain()).toMatchObject({ ok: true, checked: 2 });
  });
});

describe('figure-R5 verification finds', () => {
  it.each([
    {
      name: 'a changed message',
      tamper: () => rows().updateOne({ _id: 3 }, { $set: { message: 'nothing' } }),
      seq: 3,
      code: 'altered',
    },
    {
      name: 'a changed actor',
      tamper: () => rows().updateOne({ _id: 1 }, { $set: { 'actor.name': 'Eve' } }),
      seq: 1,
      code: 'altered',
    },
    {
      name: 'a changed time',
      tamper: () => rows().updateOne({ _id: 5 }, { $set: { timestamp: new Date(0) } }),
      seq: 5,
      code: 'altered',
    },
    {
      name: 'an added member',
      tamper: () => rows().updateOne({ _id: 2 }, { $set: { extra: 1 } }),
      seq: 2,
      code: 'altered',
    },
    {
      name: 'a removed member',
      tamper: () => rows().updateOne({ _id: 2 }, { $unset: { message: 1 } }),
      seq: 2,
      code: 'altered',
    },
    { name: 'a deleted row', tamper: () => rows().deleteOne({ _id: 4 }), seq: 5, code: 'missing' },
    { name: 'a deleted start', tamper: () => rows().deleteMany({ _id: { $lte: 2 } }), seq: 3, code: 'missing' },
    { name: 'a deleted end', tamper: () => rows().deleteMany({ _id: { $gte: 5 } }), seq: 6, code: 'truncated' },
    { name: 'everything deleted', tamper: () => rows().deleteMany({}), seq: 6, code: 'truncated' },
    {
      name: 'a row with a new hash of its own',
      tamper: async () => {
        const row = (await rows().findOne({ _id: 3 }))!;
        const forged = { ...row, message: 'forged' };
        return rows().replaceOne({ _id: 3 }, { ...forged, hash: hashOf(forged) });
      },
      seq: 4,
      code: 'broken_link',
    },
    {
      name: 'a purge that nobody recorded',
      tamper: async () => {
        const row = (await rows().findOne({ _id: 2 }))!;
        await marks().insertOne({ _id: 'anchor', seq: 2, hash: row.hash } as never);
        return rows().deleteMany({ _id: { $lte: 2 } });
      },
      seq: 3,
      code: 'unproven_start',
    },
  ])('$name', async ({ tamper, seq, code }) => {
    await fill(6);
    await tamper();
    // Another process, which remembers nothing.
    const report = await createAuditStore(database.db, { now }).verifyChain();
    expect(report.ok).toBe(false);
    expect(report.faults).toContainEqual(expect.objectContaining({ seq, code }));
  });

  it('rows that vanished from the end, also after others were written', async () => {
    await fill(6);
    await rows().deleteMany({ _id: { $gte: 5 } });
    const other = createAuditStore(database.db, { now });
    await other.append([entry('later')]);
    expect((await other.verifyChain()).faults).toEqual([expect.objectContaining({ seq: 7, code: 'missing' })]);
    await other.close();
  });

  it('the last rows rewritten with a valid chain of their own', async () => {
    await fill(6);
    const fifth = (await rows().findOne({ _id: 5 }))!;
    await rows().deleteOne({ _id: 6 });
    await rows().insertOne(chainRow(entry('invented'), 6, fifth.hash));
    const report = await createAuditStore(database.db, { now }).verifyChain();
    expect(report.faults).toEqual([expect.objectContaining({ seq: 6, code: 'altered' })]);
  });

  it('nothing in a range that is whole', async () => {
    await fill(6);
    await rows().updateOne({ _id: 2 }, { $set: { message: 'nothing' } });
    expect(await store.verifyChain({ from: 3, to: 5 })).toEqual({
      ok: true,
      checked: 3,
      first: 3,
      last: 5,
      anchor: null,
      faults: [],
    });
    expect((await store.verifyChain({ from: 2, to: 2 })).ok).toBe(false);
  });
});

describe('signed marks', () => {
  const keys = [Buffer.alloc(32, 1)];
  const signing = () => createAuditStore(database.db, { now, keys });
  const codes = async (of: AuditStore) => (await of.verifyChain()).faults.map(({ code }) => code);

  async function fillSigned(count: number): Promise<AuditStore> {
    store = signing();
    await fill(count);
    expect(await signing().verifyChain()).toMatchObject({ ok: true, last: count });
    return signing();
  }

  it('figure-F9 show that the end was cut and the mark was moved', async () => {
    const other = await fillSigned(6);
    await rows().deleteMany({ _id: { $gte: 5 } });
    const fourth = (await rows().findOne({ _id: 4 }))!;
    await marks().updateOne({ _id: 'head' }, { $set: { seq: 4, hash: fourth.hash } });
    expect(await codes(other)).toEqual(['forged_mark']);
  });

  it('figure-F9 show that the end was cut and the mark was taken away', async () => {
    const other = await fillSigned(6);
    await rows().deleteMany({ _id: { $gte: 5 } });
    await marks().deleteMany({});
    expect(await codes(other)).toEqual(['unproven_end']);
  });

  it('figure-F9 show that the end was cut and the signature was taken away', async () => {
    const other = await fillSigned(6);
    await rows().deleteMany({ _id: { $gte: 5 } });
    const fourth = (await rows().findOne({ _id: 4 }))!;
    await marks().updateOne({ _id: 'head' }, { $set: { seq: 4, hash: fourth.hash }, $unset: { mac: '' } });
    expect(await codes(other)).toEqual(['forged_mark']);
  });

  it.each([
    { name: 'moved', forge: () => marks().updateOne({ _id: 'head' }, { $set: { seq: 1e12 } }) },
    { name: 'gone', forge: () => marks().deleteMany({}) },
  ])('figure-F9 say so in the chain when the process starts on a mark that is $name', async ({ forge }) => {
    const other = await fillSigned(3);
    await rows().deleteOne({ _id: 3 });
    await forge();
    await other.append([entry('later')]);
    await other.close();
    const report = await signing().verifyChain();
    expect(report.faults).toEqual([expect.objectContaining({ seq: 3, code: 'unproven_end' })]);
    // Once: the mark is signed again.
    await other.append([entry('last')]);
    expect(await rows().countDocuments({ operation: 'audit-log.mark-lost' })).toBe(1);
  });

  it('are made of those of an earlier release', async () => {
    await fill(3);
    const other = signing();
    expect(await codes(other)).toEqual([]);
    await other.append([entry('signed from here')]);
    await other.close();
    expect(await other.verifyChain()).toMatchObject({ ok: true, last: 4 });
    expect(await marks().findOne({ _id: 'head' })).toMatchObject({ seq: 4, mac: expect.any(String) });
  });

  it('prove themselves under an earlier key, and go on under the new one', async () => {
    await fillSigned(2);
    const other = createAuditStore(database.db, { now, keys: [Buffer.alloc(32, 2), ...keys] });
    await other.append([entry('later')]);
    await other.close();
    expect(await createAuditStore(database.db, { now, keys: [Buffer.alloc(32, 2)] }).verifyChain()).toMatchObject({
      ok: true,
      last: 3,
    });
  });

  it('are never in an answer', async () => {
    await fillSigned(1);
    expect((await store.list({}, { limit: 1 })).items[0]).not.toHaveProperty('marksSigned');
  });
});

describe('an anchor that was noted elsewhere', () => {
  it('figure-F9 shows that an older state of rows and mark was put back', async () => {
    await fill(3);
    const { seq, hash } = (await store.newest())!;
    const state = { rows: await rows().find().toArray(), mark: (await marks().findOne({ _id: 'head' }))! };
    await fill(2);
    const later = (await store.newest())!;
    expect(await store.verifyChain({ anchor: later })).toMatchObject({ ok: true, anchor: 'matches' });
    await rows().deleteMany({});
    await rows().insertMany(state.rows);
    await marks().replaceOne({ _id: 'head' }, state.mark);
    const other = createAuditStore(database.db, { now });
    expect(await other.verifyChain()).toMatchObject({ ok: true });
    expect(await other.verifyChain({ anchor: { seq: null, hash } })).toMatchObject({ ok: true, anchor: 'matches' });
    expect(await other.verifyChain({ anchor: { seq, hash } })).toMatchObject({ ok: true, anchor: 'matches' });
    for (const anchor of [later, { ...later, seq: null }]) {
      const report = await other.verifyChain({ anchor });
      expect(report).toMatchObject({ ok: false, anchor: 'differs' });
      expect(report.faults).toEqual([expect.objectContaining({ code: 'anchor_differs' })]);
    }
  });
});

describe('purge', () => {
  const by = { actor: entry('').actor, source: null, requestId: 'r-9' };

  it('takes the old rows, tells of itself, and verification goes on', async () => {
    await fill(6);
    const before = new Date(Date.parse('2030-01-01T00:00:00Z') + 4_000);
    expect(await store.purge(before, by)).toEqual({ deleted: 3, through: 3 });
    const { items } = await store.list({ operation: 'audit-log.purge' }, { limit: 5 });
    expect(items[0]).toMatchObject({
      requestId: 'r-9',
      operationData: { before: before.toISOString(), anchor: { seq: 3 } },
    });
    expect(await store.verifyChain()).toEqual({ ok: true, checked: 4, first: 4, last: 7, anchor: null, faults: [] });
    clock += 10_000;
    expect(await store.purge(now(), by)).toEqual({ deleted: 4, through: 7 });
    expect(await store.verifyChain()).toMatchObject({ ok: true, checked: 1, first: 8 });
    expect(await createAuditStore(database.db, { now }).verifyChain()).toMatchObject({ ok: true, checked: 1 });
  });

  it('knows an anchor that it took', async () => {
    await fill(6);
    const anchor = { seq: 2, hash: (await rows().findOne({ _id: 2 }))!.hash };
    await store.purge(new Date(Date.parse('2030-01-01T00:00:00Z') + 4_000), by);
    expect(await store.verifyChain({ anchor })).toMatchObject({ ok: true, anchor: 'purged' });
  });

  it('does nothing when nothing is old', async () => {
    await fill(2);
    expect(await store.purge(new Date(0), by)).toEqual({ deleted: 0, through: null });
    expect(await rows().countDocuments()).toBe(2);
  });
});

describe('list', () => {
  it('filters, sorts and pages, also over equal times', async () => {
    const at = now();
    await store.append([
      entry('a', { timestamp: at }),
      entry('b', { timestamp: at, actor: { type: 'user', authMethod: 'apiKey', uuid: 'u-2', name: 'Bea' } }),
      entry('c', { timestamp: at, operationResult: 'failure' }),
      entry('d', { timestamp: new Date(at.getTime() + 1), operation: 'groups.delete', requestId: 'r-2' }),
      entry('e', {
        timestamp: new Date(at.getTime() + 2),
        resource: { type: 'users', objects: [{ uuid: 'u-7', name: null }] },
      }),
    ]);
    const found = async (filter: Parameters<AuditStore['list']>[0], ascending = true) => {
      const messages: string[] = [];
      let after: Awaited<ReturnType<AuditStore['list']>>['next'];
      do {
        const page = await store.list(filter, { after, limit: 2, ascending });
        messages.push(...page.items.map(({ message }) => message));
        after = page.next;
      } while (after !== undefined);
      return messages.join('');
    };
    expect(await found({})).toBe('abcde');
    expect(await found({}, false)).toBe('edcba');
    expect(await found({ actor: 'u-2' })).toBe('b');
    expect(await found({ actor: 'u-1' }, false)).toBe('edca');
    expect(await found({ result: 'failure' })).toBe('c');
    expect(await found({ operation: 'groups.create', resource: 'groups' })).toBe('abc');
    expect(await found({ objectUuid: 'u-7' })).toBe('e');
    expect(await found({ requestId: 'r-2' })).toBe('d');
    expect(await found({ from: new Date(at.getTime() + 1), to: new Date(at.getTime() + 2) })).toBe('d');
    const streamed: string[] = [];
    for await (const { message } of store.stream({ resource: 'groups' })) streamed.push(message);
    expect(streamed.join('')).toBe('abcd');
  });
});
