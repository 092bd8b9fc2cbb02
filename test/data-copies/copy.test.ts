/** An installation moves to another database. Both are on the server of the test run, or embedded in folders of their own. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { mongo, type Connection } from 'mongoose';
import { CopyFault } from '../../src/domain/data-copies/copy';
import { assertNotMoving } from '../../src/process/copied-database';
import { copyData, type CopyDeps } from '../../src/services/data-copies/copy-data';
import { createCopyEnd } from '../../src/store/data-copies/end';
import { copiesCollection } from '../../src/store/data-copies/states';
import { ensureIndexes } from '../../src/store/database/indexes';
import { createStores } from '../../src/store/stores';
import { openDatabase, type TestDatabase } from '../support/database';

const { Binary, Double, Int32, Long, ObjectId } = mongo;
const now = () => new Date();

let source: TestDatabase;
let target: TestDatabase;
beforeEach(async () => {
  [source, target] = [await openDatabase(), await openDatabase()];
});
afterEach(() => Promise.all([source.close(), target.close()]));

const raw = (db: Connection, name: string) =>
  db.getClient().db(db.name).collection<{ readonly _id: string; readonly [name: string]: unknown }>(name);

function deps(change: Partial<CopyDeps> = {}) {
  const said: string[] = [];
  const signal = new AbortController().signal;
  const given: CopyDeps = {
    openSource: async () => ({ end: createCopyEnd(source.db), isHeld: false, close: async () => {} }),
    target: createCopyEnd(target.db),
    makeIndexes: async () => {
      createStores(target.db, now);
      await ensureIndexes(target.db);
    },
    preparesOnly: false,
    newId: randomUUID,
    now,
    clock: () => performance.now(),
    rest: (ms) => sleep(Math.min(ms, 20), undefined, { signal }),
    say: (line) => void said.push(line),
    tell: () => undefined,
    signal,
    ...change,
  };
  return { deps: given, said };
}

/** Everything of a database, as it lies there. */
async function contentOf(db: Connection): Promise<Record<string, string[]>> {
  const names = (await createCopyEnd(db).names()).toSorted();
  const rows = async (name: string) =>
    (await raw(db, name).find({}, { raw: true }).sort({ _id: 1 }).toArray()).map((bytes) =>
      Buffer.from(bytes as unknown as Uint8Array).toString('hex'),
    );
  const found = await Promise.all(names.map(async (name) => [name, await rows(name)] as const));
  return Object.fromEntries(found.filter(([, all]) => all.length > 0));
}

/** Rows in bulk, with keys in no order. */
async function fill(name: string, count: number, text = ''): Promise<void> {
  const rows = Array.from({ length: count }, (_, index) => ({ _id: randomUUID(), name: `${index}`, text }));
  for (let from = 0; from < count; from += 1_000) await raw(source.db, name).insertMany(rows.slice(from, from + 1_000));
}

describe('copying an installation', () => {
  it('brings every row over as it is, with the indexes of the product', async () => {
    createStores(source.db, now);
    await ensureIndexes(source.db);
    await fill('bulk', 2_345);
    await raw(source.db, 'odd').insertMany([
      ...[-5, 0, new Double(0.5), new Int32(7), Long.fromString('9007199254740991')].map((_id) => ({ _id })),
      ...['', 'ä', 'z', '\u{ffff}', '\u{1f600}'].map((_id) => ({ _id, a: new Double(5), b: new Int32(5) })),
      { _id: new ObjectId(), c: Long.fromNumber(5), d: new Binary(Buffer.alloc(9)), e: { $x: [null, new Date(5)] } },
    ] as never);
    const { deps: given } = deps();
    const copy = await copyData(given);
    expect(await contentOf(target.db)).toEqual(await contentOf(source.db));
    expect(copy?.collections.find(({ name }) => name === 'bulk')).toMatchObject({ rows: 2_345 });
    expect(copy?.collections.every(({ source: there, target: here }) => there === here)).toBe(true);
    const indexes = (db: Connection) => raw(db, 'triggers').indexes();
    expect((await indexes(target.db)).map(({ name }) => name).toSorted()).toEqual(
      (await indexes(source.db)).map(({ name }) => name).toSorted(),
    );
    await expect(assertNotMoving(createStores(source.db, now).copyStates)).rejects.toThrow(/closed since/);
    await assertNotMoving(createStores(target.db, now).copyStates);
    // Once more: nothing is done again.
    await raw(target.db, 'bulk').insertOne({ _id: 'of the product at its new place' });
    expect(await copyData(deps().deps)).toEqual(copy);
    expect(await raw(target.db, 'bulk').countDocuments({})).toBe(2_346);
  });

  it('takes along what is written and deleted while it runs, and waits until the product has stopped', async () => {
    await fill('busy', 3_000);
    const busy = raw(source.db, 'busy');
    const processes = createStores(source.db, now).processes;
    await processes.renew('product', now());
    let [isStopped, isToStop] = [false, false];
    const product = (async () => {
      for (let index = 0; !isToStop || index < 400; index += 1) {
        await busy.insertOne({ _id: `new ${index}` });
        await busy.updateOne({ _id: `new ${index >> 1}` }, { $set: { change: index } });
        const [victim] = await busy.find({ text: '' }).limit(1).toArray();
        if (index % 3 === 0 && victim !== undefined) await busy.deleteOne({ _id: victim._id });
        if (index % 20 === 0) await processes.renew('product', now());
      }
      await processes.stop('product');
      isStopped = true;
    })();
    const { deps: given, said } = deps({
      say: (line) => {
        said.push(line);
        if (line.startsWith('Caught up')) isToStop = true;
        if (line.startsWith('Last pass')) expect(isStopped).toBe(true);
      },
    });
    const copy = await copyData(given);
    await product;
    expect(said.join('\n')).toMatch(/Caught up\. Stop the product .*\nLast pass/s);
    expect(await contentOf(target.db)).toEqual(await contentOf(source.db));
    expect(copy?.collections.find(({ name }) => name === 'busy')?.rows).toBe(await busy.countDocuments({}));
  });

  it('follows unique keys from row to row', async () => {
    createStores(source.db, now);
    await ensureIndexes(source.db);
    const groups = raw(source.db, 'groups');
    const named = (_id: string, name: string) => ({ _id, name, revision: 1 });
    await groups.insertMany([named('a', 'one'), named('b', 'two'), named('c', 'three')]);
    await copyData(deps({ preparesOnly: true }).deps);
    for (const [id, name] of [
      ['a', 'spare'],
      ['b', 'one'],
      ['c', 'two'],
      ['a', 'three'],
    ])
      await groups.updateOne({ _id: id }, { $set: { name } });
    await groups.insertOne(named('0', 'spare'));
    await copyData(deps().deps);
    expect(await contentOf(target.db)).toEqual(await contentOf(source.db));
    await expect(raw(target.db, 'groups').insertOne(named('d', 'two'))).rejects.toThrow(/E11000|duplicate/i);
  });

  it('goes on after it was broken off anywhere, also when the source has changed meanwhile', async () => {
    await fill('bulk', 5_500);
    for (let pages = 2; pages <= 3; pages += 1) {
      const stopping = new AbortController();
      let seen = 0;
      const { deps: given } = deps({
        signal: stopping.signal,
        tell: () => {
          if ((seen += 1) === pages) stopping.abort();
        },
      });
      await expect(copyData(given)).rejects.toThrow(/abort/i);
      await expect(assertNotMoving(createStores(target.db, now).copyStates)).rejects.toThrow(/unfinished/);
      const [victim] = await raw(source.db, 'bulk').find({}).sort({ _id: 1 }).limit(1).toArray();
      await raw(source.db, 'bulk').deleteOne({ _id: victim?._id ?? '' });
    }
    const { deps: given, said } = deps();
    await copyData(given);
    expect(said[0]).toMatch(/part of this copy/);
    // The first pass went on behind the pages that were done.
    expect(Number(/^Pass 1: (\d+) rows/m.exec(said.join('\n'))?.[1])).toBeLessThan(3_000);
    expect(await contentOf(target.db)).toEqual(await contentOf(source.db));
  });

  it('opens the source again when the last pass fails', async () => {
    await fill('bulk', 10);
    const { deps: given } = deps({
      say: (line) => {
        if (line.startsWith('Last pass')) throw new Error('no terminal');
      },
    });
    await expect(copyData(given)).rejects.toThrow('no terminal');
    await assertNotMoving(createStores(source.db, now).copyStates);
  });

  it('does not finish when a process of the product has started during the last pass', async () => {
    await fill('bulk', 10);
    const { processes } = createStores(source.db, now);
    const { deps: given, said } = deps();
    const { levelPage } = given.target;
    let isLate = false;
    const levelling: typeof levelPage = async (...rest) => {
      if (said.at(-1)?.startsWith('Last pass') && !isLate) {
        isLate = true;
        await processes.renew('late', now());
        await processes.stop('late');
      }
      return levelPage(...rest);
    };
    await copyData({ ...given, target: { ...given.target, levelPage: levelling } });
    expect(said.filter((line) => line.startsWith('Last pass'))).toHaveLength(2);
    expect(await contentOf(target.db)).toEqual(await contentOf(source.db));
  });

  it('refuses a target with anything else in it, the source itself, and the copy of another source', async () => {
    await fill('bulk', 10);
    const refused = async (change: Partial<CopyDeps> = {}) => {
      const error: unknown = await copyData(deps(change).deps).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(CopyFault);
      return (error as Error).message;
    };
    expect(await refused({ target: createCopyEnd(source.db) })).toMatch(/same database/);
    await raw(target.db, 'theirs').insertOne({ _id: 'x' });
    expect(await refused()).toMatch(/not empty \(theirs\)/);
    await raw(target.db, 'theirs').deleteMany({});
    await copyData(deps({ preparesOnly: true }).deps);
    await raw(source.db, copiesCollection).deleteMany({});
    expect(await refused()).toMatch(/another installation/);
  });

  it('is refused while another process copies, which notices that it was taken for dead', async () => {
    await fill('bulk', 2_500);
    const { states } = createCopyEnd(target.db);
    await copyData(deps({ preparesOnly: true }).deps);
    let isBeating = true;
    const beating = (async () => {
      while (isBeating) {
        await states.note((await states.target())!.holder!);
        await sleep(10);
      }
    })();
    await expect(copyData(deps().deps)).rejects.toThrow(/Another process copies/);
    isBeating = false;
    await beating;
    await expect(
      copyData(
        deps({
          tell: () => void states.target().then((state) => states.takeOver(state!, 'somebody else')),
        }).deps,
      ),
    ).rejects.toThrow(/taken the copy over/);
  });
});
