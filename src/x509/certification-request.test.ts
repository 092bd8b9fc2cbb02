import { generateKeyPairSync } from 'node:crypto';
import { certificationRequest, keysOf } from '../../test/support/certification-request';
import { readCertificationRequest } from './certification-request';

const names = [
  'dNSName:web.example.org',
  'dNSName:*.example.org',
  'iPAddress:192.0.2.1',
  'iPAddress:2001:db8::7',
  'rfc822Name:ops@example.org',
  'uniformResourceIdentifier:spiffe://example.org/web',
];

it.each([
  ['rsaPkcs1', 'rsa', 2048],
  ['rsaPss', 'rsa', 2048],
  ['ecP256', 'ec', 256],
  ['ecP384', 'ec', 384],
  ['ed25519', 'ed25519', 256],
] as const)('%s: says what is asked for', async (scheme, algorithm, bits) => {
  const subject = [
    ['C', 'CH'],
    ['O', 'Bäcker & Co.'],
    ['CN', 'web.example.org'],
  ] as const;
  const keys = keysOf(scheme);
  const request = readCertificationRequest(await certificationRequest({ scheme, names, subject, keys }));
  expect(request.subject.dn).toBe('CN=web.example.org,O=Bäcker & Co.,C=CH');
  expect(request.names).toEqual(names);
  expect(request.key).toMatchObject({ algorithm, bits });
  expect(request.spkiDer.equals(keys.publicKey.export({ format: 'der', type: 'spki' }))).toBe(true);
});

it("finds names under Microsoft's number of the attribute, as older Windows writes it", async () => {
  const der = await certificationRequest({ names, attribute: '1.3.6.1.4.1.311.2.1.14' });
  expect(readCertificationRequest(der).names).toEqual(names);
});

it('needs neither subject nor names', async () => {
  const request = readCertificationRequest(await certificationRequest({ names: [], subject: [] }));
  expect(request).toMatchObject({ names: [], subject: { dn: '', commonName: null } });
});

describe('refuses', () => {
  const changed = async (at: number) => {
    const der = await certificationRequest();
    der[at < 0 ? der.length + at : at]! ^= 1;
    return der;
  };
  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['another signature', () => changed(-1), /signature of the request is not right|not a certification request/],
    ['another content', () => changed(40), /./],
    ['bytes behind it', async () => Buffer.concat([await certificationRequest(), Buffer.from([0])]), /PKCS#10/],
    ['a cut one', async () => (await certificationRequest()).subarray(0, -10), /PKCS#10/],
    ['nothing', async () => Buffer.alloc(0), /PKCS#10/],
    ['text', async () => Buffer.from('-----BEGIN CERTIFICATE REQUEST-----'), /PKCS#10/],
    [
      'the key of somebody else',
      async () => {
        const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
        return certificationRequest({ keys: { privateKey: keysOf('ecP256').privateKey, publicKey } });
      },
      /not right/,
    ],
    [
      'a signature that its key cannot make',
      async () =>
        certificationRequest({
          keys: { ...keysOf('rsaPkcs1'), publicKey: keysOf('ed25519').publicKey },
          scheme: 'rsaPkcs1',
        }),
      /not supported/,
    ],
  ])('%s', async (_what, make, expected) => {
    const der = await make();
    expect(() => readCertificationRequest(der)).toThrow(expected);
  });
});
