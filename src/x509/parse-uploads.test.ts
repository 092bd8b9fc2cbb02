import { buildCertificate, toPem } from '../../test/hostile/certificate-builder';
import { parseUploads } from './parse-upload';

const one = buildCertificate();
const two = Buffer.from(toPem(buildCertificate()) + toPem(buildCertificate()));
const key = Buffer.from('-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n');
const nonsense = Buffer.from('nothing of the kind');

it('reads the certificates of several files in order', async () => {
  const items = await parseUploads([one, nonsense, two]);
  expect(items.map((item) => [item.index, item.file, 'error' in item ? item.error.code : 'certificate'])).toEqual([
    [0, 0, 'certificate'],
    [1, 1, 'not_a_certificate'],
    [2, 2, 'certificate'],
    [3, 2, 'certificate'],
  ]);
});

it.each([
  { name: 'a private key, whatever else is there', files: [one, key], limits: {}, code: 'private_key_refused' },
  { name: 'nothing but nonsense', files: [nonsense, nonsense], limits: {}, code: 'not_a_certificate' },
  {
    name: 'too many certificates in all',
    files: [one, two],
    limits: { maxCertificates: 2 },
    code: 'payload_too_large',
  },
  { name: 'too many bytes in all', files: [one, one], limits: { maxBytes: one.length + 1 }, code: 'payload_too_large' },
  { name: 'one file that is none', files: [nonsense], limits: {}, code: 'not_a_certificate' },
])('refuses $name', async ({ files, limits, code }) =>
  expect(parseUploads(files, limits)).rejects.toMatchObject({ code }),
);
