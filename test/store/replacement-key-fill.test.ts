import { fillGaps, startBackFill } from '../../src/services/work/back-fill';
import { createStores, type Stores } from '../../src/store/stores';
import { certificateModel, type CertificateDocument } from '../../src/store/certificates/certificates';
import { ensureIndexes } from '../../src/store/database/indexes';
import { replacementKeysOf } from '../../src/store/certificates/replacement-keys';
import { certificateDocument } from '../inventory/certificate-fixture';
import { openDatabase, type TestDatabase } from '../support/database';

const now = () => new Date('2030-06-01T00:00:00Z');

let database: TestDatabase;
let stores: Stores;

beforeEach(async () => {
  database = await openDatabase();
  stores = createStores(database.db, now);
  await ensureIndexes(database.db);
});
afterEach(() => database?.close());

type Row = Awaited<ReturnType<Stores['replacementKeyGaps']['page']>>[number];
const rows = () => certificateModel(database.db).collection;
const keysOf = async ({ _id }: CertificateDocument) => {
  const row = await rows().findOne({ _id: _id as never });
  return row?.['replacementKeys'] as string[] | undefined;
};

/** Rows as they were before there were keys; all of one beginning, where one is given. */
async function oldRows(count: number, prefix = ''): Promise<CertificateDocument[]> {
  const documents = Array.from({ length: count }, (_, index) => {
    const made = certificateDocument({ subjectDn: `CN=old-${index}` });
    return { ...made, _id: prefix + made._id.slice(prefix.length) };
  });
  await rows().insertMany(documents as never[]);
  return documents;
}

const fill = (change: Partial<Parameters<typeof fillGaps<Row>>[0]> = {}) =>
  fillGaps({
    gaps: stores.replacementKeyGaps,
    pace: { rest: async () => undefined },
    signal: new AbortController().signal,
    now,
    ...change,
  });

it('fills in what is missing, page by page, and lets everything else be', async () => {
  const old = [...(await oldRows(40)), ...(await oldRows(450, '7f'))];
  const nameless = certificateDocument({ subjectDn: '', subjectAlternativeNames: [] });
  await rows().insertOne(nameless as never);
  const present = certificateDocument({ replacementKeys: ['as it is'], replacementKeyRule: 2 });
  await stores.certificates.insert([present]);

  expect(await fill()).toBe(491);
  for (const document of [...old.slice(0, 5), ...old.slice(-5), nameless]) {
    expect(await keysOf(document)).toEqual(replacementKeysOf(document).replacementKeys);
  }
  expect(await keysOf(nameless)).toEqual([]);
  expect(await keysOf(present)).toEqual(['as it is']);
  expect(await rows().countDocuments({ replacementKeys: { $exists: false } })).toBe(0);
});

it('makes a certificate of an earlier release known to the detection', async () => {
  const [old] = await oldRows(1);
  const keys = replacementKeysOf(old!).replacementKeys;
  expect(await stores.replacementCandidates.sharing(keys)).toEqual([]);
  await fill();
  expect(await stores.replacementCandidates.sharing(keys)).toMatchObject([{ uuid: old!._id, replacementKeys: keys }]);
});

it('fills in again what an earlier version of the rule made', async () => {
  const [old] = await oldRows(1);
  await rows().updateOne({ _id: old!._id as never }, { $set: { replacementKeys: ['of an earlier release'] } });
  await database.db.collection('back_fills').insertOne({ _id: 'replacement-keys' as never, doneAt: now() });
  expect(await fill()).toBe(1);
  expect(await keysOf(old!)).toEqual(replacementKeysOf(old!).replacementKeys);
});

it('writes nothing over what came in between, and brings nothing back', async () => {
  const [filled, deleted, untouched] = await oldRows(3);
  const gaps = stores.replacementKeyGaps;
  const counted = await fill({
    gaps: {
      ...gaps,
      async fill(page, at) {
        await rows().updateOne(
          { _id: filled!._id as never },
          { $set: { replacementKeys: ['faster'], replacementKeyRule: 2 } },
        );
        await rows().deleteOne({ _id: deleted!._id as never });
        return gaps.fill(page, at);
      },
    },
  });
  expect(counted).toBe(1);
  expect(await keysOf(filled!)).toEqual(['faster']);
  expect(await rows().findOne({ _id: deleted!._id as never })).toBeNull();
  expect(await keysOf(untouched!)).toEqual(replacementKeysOf(untouched!).replacementKeys);
});

it('costs one look-up once it is done', async () => {
  await oldRows(3);
  expect(await fill()).toBe(3);
  const page = jest.fn();
  expect(await fill({ gaps: { ...stores.replacementKeyGaps, page } })).toBe(0);
  expect(page).not.toHaveBeenCalled();
});

it('goes on after it was broken off', async () => {
  const old = await oldRows(30);
  const stopping = new AbortController();
  const pace = { rest: async () => stopping.abort() };
  const first = await fill({ pace, signal: stopping.signal });
  expect(first).toBeLessThan(30);
  expect(await stores.replacementKeyGaps.areClosed()).toBe(false);
  expect(first + (await fill())).toBe(30);
  expect(await Promise.all(old.map(keysOf))).toEqual(
    old.map((document) => replacementKeysOf(document).replacementKeys),
  );
});

it('two processes at once fill in each certificate once, and only who had work says so', async () => {
  const old = await oldRows(300);
  const lines: { fields: object; message: string }[] = [];
  const note = (fields: object, message: string) => void lines.push({ fields, message });
  const logger = { info: note, warn: note };
  const start = () => startBackFill({ what: 'replacement keys', gaps: stores.replacementKeyGaps, now, logger });
  const fills = [start(), start()];
  while (!(await stores.replacementKeyGaps.areClosed())) await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.all(fills.map((one) => one.stop()));
  const counts = lines.map(({ fields }) => (fields as { certificates: number }).certificates);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
  expect(await Promise.all(old.map(keysOf))).toEqual(
    old.map((document) => replacementKeysOf(document).replacementKeys),
  );

  lines.length = 0;
  await start().stop();
  expect(lines).toEqual([]);
});

it('a fault is told, and a stop does not wait for the next attempt', async () => {
  const warnings: string[] = [];
  const logger = { info: () => undefined, warn: (_: object, message: string) => void warnings.push(message) };
  const areClosed = () => Promise.reject(new Error('the database is away'));
  const started = startBackFill({
    what: 'replacement keys',
    gaps: { ...stores.replacementKeyGaps, areClosed },
    now,
    logger,
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await started.stop();
  expect(warnings).toEqual(['replacement keys could not be filled in; tried again in a minute']);
});
