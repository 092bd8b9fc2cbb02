import { randomBytes } from 'node:crypto';
import { createScene, eventually, valued } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const clock = { ahead: 0 };
const product = productOfFile(() => ({
  adjustments: { now: () => new Date(Date.now() + clock.ahead), tidyEveryMs: 50 },
}));
const scene = createScene(product);

const rows = (name: string) => product().foundation.db.collection<{ _id: string; revision: number }>(name);

it('values of a deleted custom attribute are erased from certificates', async () => {
  const value = `value-${randomBytes(9).toString('hex')}`;
  const gone = await scene.attribute();
  const other = await scene.attribute();
  const customAttributes = [valued(gone, value), valued(other, 'stays')];
  const { uuid } = (await scene.upload(buildCertificate(), { body: { customAttributes } }).expect(201)).body;
  const revision = async () => (await rows('certificates').findOne({ _id: uuid }))!.revision;
  const before = await revision();

  const path = `/custom-attributes/${gone.uuid}`;
  const { headers } = await product().call('get', path).expect(200);
  await product()
    .call('delete', path)
    .set('If-Match', headers['etag'] as string)
    .expect(204);
  const stored = async () => JSON.stringify(await rows('certificates').findOne({ _id: uuid }));
  await eventually('the erasure', async () => !(await stored()).includes(value));
  expect(await stored()).toContain('stays');
  expect(JSON.stringify(await scene.read(`/certificates/${uuid}`))).not.toContain(value);
  expect(await revision()).toBe(before + 1);

  // Until nothing can be on its way any more.
  expect(await rows('deleted_attributes').countDocuments({})).toBe(1);
  clock.ahead = 600_000;
  await eventually('the end of the walks', async () => (await rows('deleted_attributes').countDocuments({})) === 0);
});
