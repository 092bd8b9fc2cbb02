import { replacementKeyRule } from '../../src/domain/certificates/replacement-keys';
import { eventually } from '../acceptance/scene';
import { relationIdOf } from '../../src/store/certificates/relations';
import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);
const told = () => product().logLines.filter((line) => /got replacement keys|were judged again/.test(line));
const lost = { $unset: { replacementKeys: '', replacementKeyRule: '', end: '' } } as const;

it('a worker makes certificates of an earlier release known to the detection of replacements', async () => {
  const rows = () => product().foundation.db.collection('certificates');
  const names = { subject: 'of-an-earlier-release' };
  const successor = await scene.stored(clock.in(300 * dayMs), { ...names, notBefore: clock.in(-dayMs) });
  // It knows the keys, and would find what comes next.
  await scene.uploadsClosed();
  // As the database was before certificates had keys, and as an older worker that still runs leaves it.
  await rows().updateOne({ _id: successor as never }, lost);
  const old = await scene.stored(clock.in(10 * dayMs), names);
  await scene.scan();
  expect(await scene.read(`/expiring/${old}`)).toMatchObject({ state: 'due', replacedBy: [] });

  // On a busy machine the walk of the first start may have come this far.
  const before = told();
  await product.restart();
  const line = await eventually('the line of the log', async () => [...before, ...told()][0]);
  expect(JSON.parse(line)).toMatchObject({ certificates: 1 });
  expect(await rows().findOne({ _id: successor as never })).toMatchObject({ end: 'ahead', replacementKeyRule });
  // Although it was looked at a short time ago.
  clock.advance(hourMs);
  expect(await scene.scan()).toMatchObject({ due: 0, replaced: 1 });
  expect(await scene.read(`/expiring/${old}`)).toMatchObject({ state: 'replaced', replacedBy: [successor] });

  await product.restart();
  await scene.scan();
  expect(told()).toEqual([]);
});

it('relations of earlier rules are read right before and after a worker has judged them again', async () => {
  const stored = async (sans: readonly string[], days: number) =>
    scene.stored(clock.in(days * dayMs), { subject: sans[0]!, sans, notBefore: clock.in(-dayMs * (301 - days)) });
  // Replaced in full, in part, and by what has none of its names.
  const [full, part, none] = [
    [await stored(['full.example.org'], 10), await stored(['full.example.org'], 300)],
    [await stored(['part.example.org', 'www.part.example.org'], 11), await stored(['part.example.org'], 300)],
    [await stored(['none.example.org'], 12), await stored(['other.example.org'], 300)],
  ] as const;
  await scene.uploadsClosed();
  const relations = () => product().foundation.db.collection('relations');
  const pairs = [full, part, none].map(([predecessor, successor]) => ({ predecessor, successor }));
  const ids = pairs.map(relationIdOf);
  await relations().deleteMany({ _id: { $in: ids as never[] } });
  await relations().insertMany(
    pairs.map((pair, index) => ({
      ...{ _id: ids[index] as never, ...pair, type: 'rekey', origin: 'detected', createdAt: clock.now() },
      ...{ createdBy: null, removedAt: null, removedBy: null },
    })),
  );
  const predecessors = pairs.map(({ predecessor }) => predecessor);
  await product()
    .foundation.db.collection('certificates')
    .updateMany({ _id: { $in: predecessors as never[] } }, { $set: { succeedingCertificates: ['rekey'] } });

  const check = async () => {
    expect(await scene.read(`/expiring/${full[0]}`)).toMatchObject({ state: 'replaced', replacedBy: [full[1]] });
    expect(await scene.read(`/expiring/${part[0]}`)).toMatchObject({
      ...{ state: 'due', partlyReplacedBy: [part[1]], remainingNames: ['dNSName:www.part.example.org'] },
    });
    expect(await scene.read(`/expiring/${none[0]}`)).toMatchObject({ state: 'due', partlyReplacedBy: [] });
    expect((await scene.read(`/certificates/${part[0]}/relations`)).successors).toMatchObject([{ type: 'partial' }]);
    expect((await scene.read(`/certificates/${none[0]}/relations`)).successors).toEqual([]);
  };
  await check();
  await product.restart();
  const line = await eventually('the line of the log', async () => told()[0]);
  expect(JSON.parse(line)).toMatchObject({ relations: 3 });
  const rows = await relations()
    .find({ _id: { $in: ids as never[] } })
    .toArray();
  expect(rows.map(({ type, rule }) => [type, rule]).sort()).toEqual([
    ['partial', 2],
    ['renewal', 2],
  ]);
  await check();
});

it('a watch of an earlier release that fires in the first scan is looked at by those that follow', async () => {
  const uuid = await scene.stored(clock.in(10 * dayMs));
  const trigger = await scene.act([{ type: 'setOwner', owner: '$actor' }], { event: 'certificate_expiring' });
  await scene.watchFor({ actions: [trigger] });
  await scene.scan();
  clock.advance(hourMs);
  const { db } = product().foundation;
  const looks = { $unset: { quiet: '', lookAt: '', quietFrom: '', quietUntil: '', touches: '' } } as const;
  await db.collection('expiration_watches').updateMany({}, looks);
  await db.collection('expiration_watches').updateOne({ _id: uuid as never }, { $set: { resultKey: 'another' } });
  await db.collection('expiration_scans').updateMany({}, { $unset: { rules: '' } });
  const before = await scene.firingsOf(uuid);
  await scene.scan();
  expect(await scene.firingsOf(uuid)).toHaveLength(before.length + 1);
  const due = { _id: uuid as never, quiet: { $type: 'string' }, lookAt: { $lte: clock.now() } };
  expect(await db.collection('expiration_watches').findOne(due)).not.toBeNull();
});
