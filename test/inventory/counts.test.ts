/** Counts of the inventory, over HTTP, from a database that holds more than one page. */
import { randomUUID } from 'node:crypto';
import { createScene } from '../acceptance/scene';
import { productOfFile } from '../support/product';
import { certificateDocument } from './certificate-fixture';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const product = productOfFile();
const scene = createScene(product);
const monthMs = 31 * 86_400_000;
const crowded = 4_500;
let group: any;
let owner: any;
let raProfile: any;
let reader: any;

beforeAll(async () => {
  group = await scene.group();
  owner = await scene.person([]);
  raProfile = await scene.raProfile();
  reader = await scene.person(['certificates:read', 'groups:read']);
  const document = (change: object, prefix = '') =>
    certificateDocument({
      _id: `${prefix}${randomUUID().slice(prefix.length)}`,
      notAfter: new Date(Date.now() + 20 * 365 * 86_400_000),
      ...change,
    });
  const ec = { keyAlgorithm: 'ec', keySize: 384, curve: 'secp384r1' };
  const kinds = [
    { groups: [group.uuid], ...ec },
    { groups: [group.uuid], owner: owner.uuid, archived: true },
    { raProfile: raProfile.uuid, state: 'revoked' },
    { notAfter: new Date(Date.now() - 1_000), issuerDerSha256: '1'.repeat(64), issuerDn: 'CN=Second CA' },
    { notAfter: null },
    { notAfter: new Date(Date.now() + monthMs) },
  ];
  // Many more than a page in one place of the keys, and few everywhere else.
  await product().foundation.stores.certificates.insert([
    ...kinds.flatMap((kind) => Array.from({ length: 50 }, () => document(kind))),
    ...Array.from({ length: crowded }, () => document({}, 'abcd')),
  ]);
});

const of = (list: readonly any[], member: string, value: unknown) => list.find((entry) => entry[member] === value);

it('has every certificate once, by each of its properties', async () => {
  const counts = await scene.read('/certificates/counts');
  const { total, byState, byIssuer, byKey, byGroup, byOwner, byRaProfile, byExpiry } = counts;
  expect(total).toEqual({ certificates: crowded + 300, archived: 50 });
  expect(byState).toEqual([
    { state: 'issued', certificates: crowded + 250, archived: 50 },
    { state: 'revoked', certificates: 50, archived: 0 },
  ]);
  expect(byIssuer.top).toMatchObject([
    { issuerDn: 'CN=Test CA', issuerCommonName: 'Test CA', certificates: crowded + 250 },
    { issuerDn: 'CN=Second CA', certificates: 50 },
  ]);
  expect(byKey.top).toEqual([
    { keyAlgorithm: 'rsa', keySize: 2048, curve: null, certificates: crowded + 250, archived: 50 },
    { keyAlgorithm: 'ec', keySize: null, curve: 'secp384r1', certificates: 50, archived: 0 },
  ]);
  expect(of(byGroup.top, 'group', group.uuid)).toMatchObject({
    groupName: group.name,
    certificates: 100,
    archived: 50,
  });
  expect(of(byGroup.top, 'group', null)).toMatchObject({ groupName: null, certificates: crowded + 200 });
  expect(of(byOwner.top, 'owner', owner.uuid)).toMatchObject({ ownerName: expect.any(String), certificates: 50 });
  expect(of(byRaProfile.top, 'raProfile', raProfile.uuid)).toMatchObject({ raProfileName: raProfile.name });
  expect(byGroup.others).toEqual({ values: 0, certificates: 0, archived: 0 });
  const month = new Date(Date.now() + monthMs).toISOString().slice(0, 7);
  expect(byExpiry).toHaveLength(16);
  for (const expiry of ['ended', 'unknown', month]) {
    expect(of(byExpiry, 'expiry', expiry)).toEqual({ expiry, certificates: 50, archived: 0 });
  }
  expect(of(byExpiry, 'expiry', 'later')).toMatchObject({ certificates: crowded + 150, archived: 50 });
});

it('names what the caller may read, and nothing else', async () => {
  const { body } = await product().call('get', '/certificates/counts', reader.key).expect(200);
  expect(of(body.byGroup.top, 'group', group.uuid).groupName).toBe(group.name);
  expect(of(body.byOwner.top, 'owner', owner.uuid).ownerName).toBeNull();
  await product().call('get', '/certificates/counts', owner.key).expect(403);
});

it('is walked once for all who ask at the same time, and shortly after', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => scene.read('/certificates/counts')));
  expect(new Set(all.map(({ at }) => at)).size).toBe(1);
});
