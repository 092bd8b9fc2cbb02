import { certificateFields } from '../../src/domain/conditions/property-fields';
import { productOfFile } from '../support/product';
import { createClock, createExpirationScene, dayMs } from './scene';

const clock = createClock('2030-01-10T08:20:00Z');
const product = productOfFile(() => ({ adjustments: { now: clock.now } }));
const scene = createExpirationScene(product, clock);

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

/** Every field of which a certificate holds something. */
async function fieldsWithValues(uuid: string): Promise<string[]> {
  const row = await product()
    .foundation.db.collection('certificates')
    .findOne({ _id: uuid as never });
  const isThere = (value: unknown) =>
    value !== undefined && value !== null && (value as { length?: number }).length !== 0;
  return certificateFields.filter(({ path }) => isThere(row?.[path])).map(({ field }) => field);
}

const leaf = (operator: string) => (field: string) => ({ source: 'property', field, operator });

/** Uuids in the lists, and what the certificates themselves say. */
async function reachingNobody(uuids: readonly string[]) {
  const expiring = await scene.read('/expiring?reachesNobody=true&limit=50');
  const certificates = await scene.read('/certificates?reachesNobody=true&limit=50');
  const single = await Promise.all(uuids.map((uuid) => scene.read(`/expiring/${uuid}`)));
  return {
    expiring: expiring.items.map(({ certificate }: any) => certificate.uuid).sort(),
    certificates: certificates.items.map(({ uuid }: any) => uuid).sort(),
    single: single.map(({ reachesNobody }: any) => reachesNobody),
    told: single.map(({ streams }: any) => streams.length > 0),
  };
}

it('conditions meet every fact of a certificate, whatever a list reads of it, before its end and after', async () => {
  const owner = await scene.person([], { email: 'owner@certloom.example' });
  const profile = await scene.profile({ recipientType: 'owner', channels: [{ type: 'email' }] });
  const options = (label: string) => ({
    sans: Array.from({ length: 30 }, (_, index) => `${label}-${index}.example`),
    patch: { owner: owner.uuid },
  });
  const near = await scene.stored(clock.in(10 * dayMs), options('near'));
  const ended = await scene.stored(clock.in(-dayMs), options('ended'));
  const uuids = [near, ended].sort();
  const held = new Set(await fieldsWithValues(ended));
  const fields = (await fieldsWithValues(near)).filter((field) => held.has(field));
  for (const field of [
    'SUBJECT_ALTERNATIVE_NAMES',
    'THUMBPRINT',
    'LIFETIME_DAYS',
    'LIFETIME_USED_PERCENT',
    'UPLOADED_BY',
  ])
    expect(fields).toContain(field);

  const withoutOne = { any: fields.map(leaf('EMPTY')) };
  await scene.watchFor({ actions: [await scene.tells([profile], { condition: withoutOne })] });
  expect(await reachingNobody(uuids)).toEqual({
    expiring: uuids,
    certificates: uuids,
    single: [true, true],
    told: [false, false],
  });
  expect((await scene.read('/expiring/summary')).reachingNobody).toMatchObject({ certificates: 2 });

  const withAll = { all: fields.map(leaf('NOT_EMPTY')) };
  await scene.watchFor({ actions: [await scene.tells([profile], { condition: withAll })] });
  expect(await reachingNobody(uuids)).toEqual({
    expiring: [],
    certificates: [],
    single: [false, false],
    told: [true, true],
  });
});
