import { startBackFills, type BackFillContext, type BackFillWork } from '../../src/services/work/back-fill';
import { replacementKeyFill, type KeyFillDeps } from '../../src/services/expiration/replacement-key-fill';
import { certificateModel, type CertificateDocument } from '../../src/store/certificates/certificates';
import { replacementKeysOf } from '../../src/store/certificates/replacement-keys';
import { replacementKeyRule } from '../../src/domain/certificates/replacement-keys';
import { eventually } from '../acceptance/scene';
import { certificateDocument } from '../inventory/certificate-fixture';
import { alone, storesOfEachTest } from '../support/stores';

const now = () => new Date('2030-06-01T00:00:00Z');

const stores = storesOfEachTest(now);

const rows = () => certificateModel(stores.db()).collection;
const rowOf = ({ _id }: CertificateDocument) => rows().findOne({ _id: _id as never });
const keysOf = async (document: CertificateDocument) =>
  (await rowOf(document))?.['replacementKeys'] as string[] | undefined;

/** Rows as they were before there were keys. */
async function oldRows(count: number): Promise<CertificateDocument[]> {
  const documents = Array.from({ length: count }, (_, index) => certificateDocument({ subjectDn: `CN=old-${index}` }));
  await rows().insertMany(documents as never[]);
  return documents;
}

const work = (change: Partial<KeyFillDeps> = {}): BackFillWork =>
  replacementKeyFill({
    gaps: stores().replacementKeyGaps,
    forgetChecks: () => stores().expirationWatches.forgetChecks(),
    now,
    ...change,
  });

/** Runs it to its end; gives how many it says it has filled in. */
async function fill(change: Partial<KeyFillDeps> = {}, context: Partial<BackFillContext> = {}): Promise<number> {
  let filled = 0;
  const note = ({ certificates = 0 }) => (filled = certificates);
  await work(change).run({ ...alone, note, ...context });
  return filled;
}

it('fills in what is missing, page by page, and lets everything else be', async () => {
  const old = await oldRows(490);
  const nameless = certificateDocument({ subjectDn: '', subjectAlternativeNames: [] });
  await rows().insertOne(nameless as never);
  const present = certificateDocument({ replacementKeys: ['as it is'], replacementKeyRule });
  await stores().certificates.insert([present]);

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
  expect(await stores().replacementCandidates.sharing(keys)).toEqual([]);
  await fill();
  expect(await stores().replacementCandidates.sharing(keys)).toMatchObject([{ uuid: old!._id, replacementKeys: keys }]);
});

it('lets the next scan look for what it looked for a short time ago', async () => {
  await oldRows(1);
  await stores().expirationWatches.markChecked(['w'], now());
  await fill();
  expect((await stores().expirationWatches.find('w'))?.replacementsCheckedAt).toBeNull();
  await stores().expirationWatches.markChecked(['w'], now());
  await fill();
  expect((await stores().expirationWatches.find('w'))?.replacementsCheckedAt).toEqual(now());
});

it('fills in again what an earlier version of the rule made, and leaves alone what a later one made', async () => {
  const [old, later] = await oldRows(2);
  const made = (rule: number) => ({ $set: { replacementKeys: ['of another release'], replacementKeyRule: rule } });
  await rows().updateOne({ _id: old!._id as never }, made(1));
  await rows().updateOne({ _id: later!._id as never }, made(3));
  expect(await fill()).toBe(1);
  expect(await keysOf(old!)).toEqual(replacementKeysOf(old!).replacementKeys);
  expect(await keysOf(later!)).toEqual(['of another release']);
});

it('finds what an older worker has stored after all was filled in', async () => {
  await oldRows(3);
  expect(await fill()).toBe(3);
  const [late] = await oldRows(1);
  expect(await fill()).toBe(1);
  expect(await rowOf(late!)).toMatchObject({ end: 'ahead', replacementKeyRule });
});

it('tells by an index that nothing is missing', async () => {
  await stores().certificates.insert(Array.from({ length: 50 }, () => certificateDocument()));
  const plan = await rows()
    .find({ replacementKeyRule: { $in: [null, 1] } } as never)
    .explain('executionStats');
  expect(plan['executionStats']).toMatchObject({ nReturned: 0, totalDocsExamined: 0 });
});

it('writes nothing over what came in between, and brings nothing back', async () => {
  const [filled, deleted, untouched] = await oldRows(3);
  const gaps = stores().replacementKeyGaps;
  const counted = await fill({
    gaps: {
      ...gaps,
      async fill(page, at) {
        await rows().updateOne(
          { _id: filled!._id as never },
          { $set: { replacementKeys: ['faster'], replacementKeyRule } },
        );
        await rows().deleteOne({ _id: deleted!._id as never });
        return gaps.fill(page, at);
      },
    },
  });
  expect(counted).toBe(1);
  expect(await keysOf(filled!)).toEqual(['faster']);
  expect(await rowOf(deleted!)).toBeNull();
  expect(await keysOf(untouched!)).toEqual(replacementKeysOf(untouched!).replacementKeys);
});

it('goes on after it was broken off', async () => {
  const old = await oldRows(450);
  const stopping = new AbortController();
  const pace = { rest: async () => stopping.abort() };
  const first = await fill({}, { pace, signal: stopping.signal });
  expect(first).toBe(200);
  expect(first + (await fill())).toBe(450);
  expect(await Promise.all(old.map(keysOf))).toEqual(
    old.map((document) => replacementKeysOf(document).replacementKeys),
  );
});

it('two processes at once fill in each certificate once, and only who had work says so', async () => {
  const old = await oldRows(300);
  const lines: { fields: object; message: string }[] = [];
  const note = (fields: object, message: string) => void lines.push({ fields, message });
  const logger = { info: note, warn: note };
  let ended = 0;
  const end = { done: '', run: async () => void (ended += 1) };
  const start = () => startBackFills({ chains: [[work(), end]], logger });
  const fills = [start(), start()];
  await eventually('the end of both', async () => ended === 2);
  await Promise.all(fills.map((one) => one.stop()));
  const counts = lines.map(({ fields }) => (fields as { certificates: number }).certificates);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
  expect(await Promise.all(old.map(keysOf))).toEqual(
    old.map((document) => replacementKeysOf(document).replacementKeys),
  );

  lines.length = 0;
  const again = start();
  await eventually('its end', async () => ended === 3);
  await again.stop();
  expect(lines).toEqual([]);
});
