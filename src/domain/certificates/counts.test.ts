import { createInventoryCounter, type CountedCertificate } from './counts';

const at = new Date('2030-02-15T12:00:00Z');
let number = 0;
const certificate = (change: Partial<CountedCertificate> = {}): CountedCertificate => ({
  ...{ uuid: `c${(number += 1)}`, issuerDerSha256: 'ca', keyAlgorithm: 'rsa', keySize: 2048, curve: null },
  ...{ state: 'issued', archived: false, groups: [], owner: null, raProfile: null, notAfter: new Date('2030-03-01') },
  ...change,
});
const countsOf = (changes: readonly Partial<CountedCertificate>[], limits?: { listed: number; toldApart: number }) => {
  const counter = createInventoryCounter(at, limits);
  for (const change of changes) counter.add(certificate(change));
  return counter.result();
};

it('counts archived ones, too, and says how many of them there are', () => {
  const { total, byState } = countsOf([{}, { archived: true }, { state: 'revoked', archived: true }]);
  expect(total).toEqual({ certificates: 3, archived: 2 });
  expect(byState.top).toEqual([
    { value: 'issued', certificates: 2, archived: 1 },
    { value: 'revoked', certificates: 1, archived: 1 },
  ]);
});

it('tells keys apart by algorithm, and by curve or size', () => {
  const ec = { keyAlgorithm: 'ec', keySize: 256, curve: 'prime256v1' };
  const { byKey } = countsOf([{}, {}, { keySize: 4096 }, ec, ec, ec, { keyAlgorithm: 'ed25519', keySize: null }]);
  expect(byKey.top.map(({ value, certificates }) => [value, certificates])).toEqual([
    [{ algorithm: 'ec', size: null, curve: 'prime256v1' }, 3],
    [{ algorithm: 'rsa', size: 2048, curve: null }, 2],
    [{ algorithm: 'rsa', size: 4096, curve: null }, 1],
    [{ algorithm: 'ed25519', size: null, curve: null }, 1],
  ]);
});

it('counts a certificate in each of its groups once, and those without any under null', () => {
  const { byGroup, byOwner } = countsOf([{ groups: ['a', 'b', 'a'] }, { groups: ['b'], owner: 'ann' }, {}]);
  expect(byGroup.top.map(({ value, certificates }) => [value, certificates])).toEqual([
    ['b', 2],
    ['a', 1],
    [null, 1],
  ]);
  expect(byOwner.top.map(({ value, certificates }) => [value, certificates])).toEqual([
    [null, 2],
    ['ann', 1],
  ]);
});

it.each([
  { notAfter: null, expiry: 'unknown' },
  { notAfter: '2030-02-15T12:00:00Z', expiry: 'ended' },
  { notAfter: '2030-02-15T12:00:00.001Z', expiry: '2030-02' },
  { notAfter: '2031-02-28T23:59:59.999Z', expiry: '2031-02' },
  { notAfter: '2031-03-01T00:00:00Z', expiry: 'later' },
  { notAfter: '9999-12-31T23:59:59Z', expiry: 'later' },
  { notAfter: '1950-01-01T00:00:00Z', expiry: 'ended' },
])('one that ends at $notAfter counts as $expiry', ({ notAfter, expiry }) => {
  const { byExpiry } = countsOf([{ notAfter: notAfter === null ? null : new Date(notAfter) }]);
  expect([...byExpiry].filter(([, { certificates }]) => certificates > 0).map(([name]) => name)).toEqual([expiry]);
  expect([...byExpiry.keys()]).toHaveLength(16);
});

it('lists those with the most certificates and counts the others', () => {
  const owners = ['a', 'b', 'b', 'c', 'c', 'c', 'd', 'e'];
  const { byOwner } = countsOf(
    owners.map((owner) => ({ owner, archived: owner === 'a' })),
    { listed: 2, toldApart: 4 },
  );
  expect(byOwner.top.map(({ value }) => value)).toEqual(['c', 'b']);
  // Of e, which is one too many to be told apart, only the certificate counts.
  expect(byOwner.others).toEqual({ values: 2, certificates: 3, archived: 1 });
});
