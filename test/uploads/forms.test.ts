/** Uploads of files as forms send them. */
import { createScene } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

/* eslint-disable @typescript-eslint/no-explicit-any -- replies are JSON of any shape */

const product = productOfFile();
const scene = createScene(product);
const upload = (...files: readonly Buffer[]) =>
  files.reduce(
    (call, file, index) =>
      call.attach('file', file, { filename: `${index}.cer`, contentType: 'application/x-x509-ca-cert' }),
    product().call('post', '/certificates/upload'),
  );

it('one file is one certificate', async () => {
  const { body } = await upload(buildCertificate()).expect(201);
  expect((await scene.read(`/certificates/${body.uuid}`)).uuid).toBe(body.uuid);
});

it('several files are a bundle, in any format, with an outcome each', async () => {
  const pems = Buffer.from(toPem(buildCertificate()) + toPem(buildCertificate()));
  const { body } = await upload(buildCertificate(), Buffer.from('nonsense'), pems).expect(207);
  expect(body.items.map(({ httpStatus }: any) => httpStatus)).toEqual([201, 422, 201, 201]);
});

it('the same files under one key are one upload, whatever the boundary', async () => {
  const files = [buildCertificate(), buildCertificate()];
  const send = () => upload(...files).set('Idempotency-Key', 'form-once');
  const first = await send().expect(207);
  expect((await send().expect(207)).body.uploadId).toBe(first.body.uploadId);
});

it('refuses what is no file, a key, and a route that takes no forms', async () => {
  const other = product().call('post', '/certificates/upload').attach('picture', buildCertificate(), 'a.cer');
  expect((await other.expect(400)).body.code).toBe('invalid_request');
  const key = Buffer.from('-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n');
  expect((await upload(buildCertificate(), key).expect(422)).body.code).toBe('private_key_refused');
  await product().call('post', '/groups').attach('file', Buffer.from('x'), 'a').expect(415);
  const large = await upload(Buffer.alloc(11 * 1024 * 1024, 0x41)).catch((error: Error) => error);
  if (!(large instanceof Error)) expect(large.status).toBe(413);
});
