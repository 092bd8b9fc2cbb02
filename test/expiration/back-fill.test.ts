import { eventually } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs, hourMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);
const told = () => product().logLines.filter((line) => line.includes('got replacement keys'));

it('a worker makes certificates of an earlier release known to the detection of replacements', async () => {
  const { db } = product().foundation;
  const rows = db.collection('certificates');
  const isFilled = async () =>
    (await db.collection('back_fills').countDocuments({ _id: /^replacement-keys/ as never })) > 0;
  const names = { subject: 'of-an-earlier-release' };
  const successor = await scene.stored(clock.in(300 * dayMs), { ...names, notBefore: clock.in(-dayMs) });
  // Both go on beside the answers, know the keys, and would find what comes next.
  await eventually('the walk of the first start', isFilled);
  await eventually(
    'the end of the upload',
    async () => (await db.collection('uploads').countDocuments({ status: 'processing' })) === 0,
  );
  // As the database was before certificates had keys.
  await rows.updateOne(
    { _id: successor as never },
    { $unset: { replacementKeys: '', replacementKeyRule: '', end: '' } },
  );
  await db.collection('back_fills').deleteMany({});
  const old = await scene.stored(clock.in(10 * dayMs), names);
  await scene.scan();
  expect(await scene.read(`/expiring/${old}`)).toMatchObject({ state: 'due', replacedBy: [] });

  await product.restart();
  const line = await eventually('the line of the log', async () => told()[0]);
  expect(JSON.parse(line)).toMatchObject({ certificates: 1 });
  // Who was looked at a short time ago is looked at again within a day.
  clock.advance(dayMs + hourMs);
  expect(await scene.scan()).toMatchObject({ due: 0, replaced: 1 });
  expect(await scene.read(`/expiring/${old}`)).toMatchObject({ state: 'replaced', replacedBy: [successor] });

  await product.restart();
  await scene.scan();
  expect(told()).toEqual([]);
});
