/** Downloads as a client gets them, with the issuers that the inventory holds. */
import { X509Certificate } from 'node:crypto';
import { unzipSync } from 'fflate';
import { certificatesOfPkcs7 } from '../../src/x509/pkcs7';
import { createScene } from '../acceptance/scene';
import { buildCertificate, createFixtureKey } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);

const [rootKey, caKey, leafKey] = [createFixtureKey(), createFixtureKey(), createFixtureKey()];
const root = buildCertificate({ subject: 'Downloads Root', ca: true, key: rootKey });
const ca = buildCertificate({
  subject: 'Downloads CA',
  issuer: 'Downloads Root',
  ca: true,
  key: caKey,
  signer: rootKey,
});
const leaf = buildCertificate({
  subject: 'Žižkov *.example.test',
  issuer: 'Downloads CA',
  key: leafKey,
  signer: caKey,
});
let uuid: string;

beforeAll(async () => {
  for (const der of [root, ca, leaf]) {
    const { body } = await scene.upload(der).expect(201);
    uuid = body.uuid as string;
  }
});

const get = (path: string) => product().call('get', `/certificates/${uuid}${path}`).responseType('blob');
const fingerprints = (ders: readonly Uint8Array[]) => ders.map((der) => new X509Certificate(der).fingerprint256);
const pems = (text: string) => text.match(/-----BEGIN[^]+?-----END CERTIFICATE-----\n/g) ?? [];

it.each([
  { query: '', expected: [leaf] },
  { query: '?chain=true', expected: [leaf, ca, root] },
])('PEM and PKCS #7 with "$query" hold what was uploaded, in the order of the chain', async ({ query, expected }) => {
  const pem = await get(`/pem${query}`).expect(200);
  expect(fingerprints(pems(String(pem.body)).map((one) => Buffer.from(one)))).toEqual(fingerprints(expected));
  const pkcs7 = await get(`/pkcs7${query}`).expect(200);
  expect(pkcs7.headers['content-type']).toBe('application/pkcs7-mime');
  expect(fingerprints(certificatesOfPkcs7(pkcs7.body as Buffer) as Buffer[])).toEqual(fingerprints(expected));
});

it('ZIP has a file for each, and one with all', async () => {
  const { body } = await get('/zip?chain=true').expect(200);
  const files = unzipSync(body as Buffer);
  expect(Object.keys(files)).toEqual([
    '01-Zizkov_wildcard.example.test.pem',
    '02-Downloads_CA.pem',
    '03-Downloads_Root.pem',
    'chain.pem',
  ]);
  expect(pems(Buffer.from(files['chain.pem']!).toString())).toHaveLength(3);
});

it('files are named by the subject, in ASCII and in full', async () => {
  const { headers } = await get('/der').expect(200);
  expect(headers['content-disposition']).toBe(
    `attachment; filename="Zizkov_wildcard.example.test.cer"; filename*=UTF-8''%C5%BDi%C5%BEkov%20wildcard.example.test.cer`,
  );
});

it('Accept chooses among all of them', async () => {
  for (const type of ['application/zip', 'application/pkcs7-mime', 'application/pkix-cert']) {
    const { headers } = await get('/content?chain=true').set('Accept', type).expect(200);
    expect(headers['content-type']).toBe(type);
  }
  await get('/der?chain=true').expect(422);
});
