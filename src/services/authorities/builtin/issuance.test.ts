import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { builtinInMemory, noState, orderOf } from '../../../../test/support/builtin-authority';
import { certificationRequest } from '../../../../test/support/certification-request';
import { start } from '../../../../test/support/builders';
import type { CertificateProfile } from '../../../domain/authorities/certificate-profile';
import { readCertificate } from '../../../x509/facts';

const certificateProfile: CertificateProfile = {
  ...{ uuid: 'p', name: 'p', description: '', lifetime: 'P10D', maxLifetime: 'P20D', names: [], minNames: 0 },
  ...{ maxNames: 9, wildcards: true, subject: [], keys: [], authorityProfile: null, revision: 1 },
  keyUsage: ['digitalSignature', 'keyEncipherment', 'keyAgreement'],
  extendedKeyUsage: ['clientAuth', '1.2.3.4'],
};

async function issued(change: Parameters<typeof orderOf>[1] = {}, options = {}, ca = builtinInMemory()) {
  const order = orderOf(await certificationRequest(options), change);
  const step = await ca.authority.advance(order, null, noState);
  if (step.kind !== 'issued') throw new Error(JSON.stringify(step));
  return { ca, order, step, facts: readCertificate(step.certificate).facts };
}

it('issues for 90 days, a minute back, with its addresses, under the issuing CA', async () => {
  const { facts, step, ca } = await issued();
  const [issuing, root] = step.issuers.map((der) => new X509Certificate(der));
  const certificate = new X509Certificate(step.certificate);
  expect(certificate.checkIssued(issuing!) && certificate.verify(issuing!.publicKey)).toBe(true);
  expect(issuing!.checkIssued(root!) && issuing!.verify(root!.publicKey) && root!.verify(root!.publicKey)).toBe(true);
  const base = `http://certloom.test/ca/${ca.instance.uuid}`;
  expect(facts).toMatchObject({
    version: 3,
    subjectDn: 'CN=web.example.org',
    issuerDn: 'CN=Test Issuing CA,O=Example & Söhne *,C=CH',
    subjectAlternativeNames: ['dNSName:web.example.org'],
    notBefore: new Date(start.getTime() - 60_000),
    lifetimeDays: expect.closeTo(90, 2),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
    basicConstraints: { ca: false },
    subjectType: 'endEntity',
    parseWarnings: [],
  });
  const text = Buffer.from(step.certificate).toString('latin1');
  for (const address of [`${base}.crl`, `${base}.cer`, `${base}/ocsp`]) expect(text.split(address)).toHaveLength(2);
});

it('says by the profile what a certificate is for, as far as its key can do it', async () => {
  const { facts } = await issued({ certificateProfile }, { scheme: 'rsaPkcs1' });
  expect(facts).toMatchObject({
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.2', '1.2.3.4'],
    lifetimeDays: expect.closeTo(10, 2),
  });
  expect((await issued({ certificateProfile })).facts.keyUsage).toEqual(['digitalSignature', 'keyAgreement']);
  expect((await issued({ certificateProfile }, { scheme: 'ed25519' })).facts.keyUsage).toEqual(['digitalSignature']);
});

it('answers the same certificate for the same order, also when both run at once', async () => {
  const { ca, order, step } = await issued();
  const again = await Promise.all([1, 2, 3].map(() => ca.authority.advance(order, null, noState)));
  for (const one of again) expect(one).toEqual(step);
  const csr = await certificationRequest();
  const twins = await Promise.all([1, 2, 3].map(() => ca.authority.advance(orderOf(csr, { key: 'k' }), null, noState)));
  expect(new Set(twins.map((twin) => JSON.stringify(twin))).size).toBe(1);
  expect(ca.issued.size).toBe(2);
});

it('names without a subject are critical', async () => {
  const { facts } = await issued({}, { subject: [] });
  expect(facts.subjectDn).toBe('');
  expect(facts.extensions.find(({ oid }) => oid === '2.5.29.17')).toMatchObject({ critical: true });
  expect((await issued()).facts.extensions.find(({ oid }) => oid === '2.5.29.17')).toMatchObject({ critical: false });
});

it('gives each certificate a positive number of its own', async () => {
  const ca = builtinInMemory();
  const numbers = await Promise.all(
    Array.from({ length: 20 }, async () => (await issued({}, {}, ca)).facts.serialNumber),
  );
  expect(new Set(numbers).size).toBe(20);
  for (const number of numbers) expect(number).toMatch(/^[1-9a-f][0-9a-f]{20,31}$/);
});

it.each([
  [60, 1_000],
  [600, 10_000],
  [3_600, 60_000],
  [86_400, 60_000],
])('issues for %d seconds to the second, dated back by %d ms', async (lifetimeSeconds, back) => {
  const ca = builtinInMemory();
  const step = await ca.authority.advance(orderOf(await certificationRequest(), { lifetimeSeconds }), null, noState);
  if (step.kind !== 'issued') throw new Error(JSON.stringify(step));
  const { notBefore, notAfter } = readCertificate(step.certificate).facts;
  expect(notAfter!.getTime() - notBefore!.getTime()).toBe(lifetimeSeconds * 1_000);
  expect(start.getTime() - notBefore!.getTime()).toBe(back);
});

it('cuts at the end of the issuing CA, and issues nothing in its last hour', async () => {
  const ca = builtinInMemory({ issuing: { commonName: 'Short', keyAlgorithm: 'ecP256', validityYears: 1 } });
  const { facts, step } = await issued({ lifetimeSeconds: 5e8 }, {}, ca);
  expect(facts.notAfter).toEqual(readCertificate(step.issuers[0]!).facts.notAfter);
  ca.clock.now = new Date('2030-12-31T23:30:00Z');
  const order = orderOf(await certificationRequest());
  expect(await ca.authority.advance(order, null, noState)).toMatchObject({ kind: 'refused', code: 'issuer_ending' });
});

it.each([
  ['a request that is none', async () => Buffer.from('x'), 'request_not_valid', {}],
  ['a name that cannot be', () => certificationRequest(), 'request_not_valid', { names: ['dNSName:b\u00fc.example'] }],
  [
    'a key that is too weak',
    () => certificationRequest({ keys: generateKeyPairSync('rsa', { modulusLength: 1024 }), scheme: 'rsaPkcs1' }),
    'key_not_allowed',
    {},
  ],
] as const)('refuses %s', async (_what, csr, code, change) => {
  const { authority } = builtinInMemory();
  expect(await authority.advance(orderOf(await csr(), change), null, noState)).toMatchObject({ kind: 'refused', code });
});
