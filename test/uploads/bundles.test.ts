import { createHash } from 'node:crypto';
import { createScene, property } from '../acceptance/scene';
import { buildCertificate, buildPkcs7, toPem } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';

const product = productOfFile();
const scene = createScene(product);

afterEach(() => scene.attach({}));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const raw = (type: string, body: Buffer | string, path = '/certificates/upload') =>
  product().call('post', path).set('Content-Type', type).send(body);

describe('a bundle', () => {
  it('U13 of new, duplicate, ignorable and new has four outcomes in order and three firings', async () => {
    const trigger = await scene.ignore({ condition: property('COMMON_NAME', 'STARTS_WITH', 'ignorable') });
    await scene.attach({ ignore: [trigger] });
    const [first, known, last] = [buildCertificate(), buildCertificate(), buildCertificate()];
    const ignorable = buildCertificate({ subject: 'ignorable.example.test' });
    const { uuid } = (await scene.upload(known)).body;
    const before = (await scene.firings()).length;
    const ders = [first, known, ignorable, last];
    const response = await raw('application/x-pem-file', ders.map((der) => toPem(der)).join(''));
    expect(response.status).toBe(207);
    expect(response.body.items).toMatchObject([
      { index: 0, status: 'stored', httpStatus: 201, uuid: expect.any(String) },
      { index: 1, status: 'failed', httpStatus: 409, code: 'certificate_duplicate', uuid },
      {
        index: 2,
        status: 'ignored',
        httpStatus: 422,
        code: 'certificate_ignored',
        matchedTriggers: [{ uuid: trigger.uuid, name: trigger.name }],
      },
      { index: 3, status: 'stored', httpStatus: 201, uuid: expect.any(String) },
    ]);
    expect(response.body.items.map((item: { fingerprint: string }) => item.fingerprint)).toEqual(ders.map(sha256));
    // The one that was known had its firing with its own upload.
    expect((await scene.firings()).length - before).toBe(3);
    const upload = await scene.ended(response.body.uploadId);
    expect(upload).toMatchObject({ status: 'finished', total: 4 });
    expect(upload.items.map(({ status }: { status: string }) => status)).toEqual([
      'stored',
      'failed',
      'ignored',
      'stored',
    ]);
    expect(JSON.stringify(upload)).not.toContain(sha256(ignorable));
  });

  it('says of each item that failed what it would be refused with alone, and in which file of a form it was', async () => {
    const trigger = await scene.ignore({ condition: property('COMMON_NAME', 'STARTS_WITH', 'unwanted') });
    await scene.attach({ ignore: [trigger] });
    const known = buildCertificate();
    await scene.upload(known).expect(201);
    const files = [
      { name: 'new.cer', bytes: buildCertificate() },
      { name: 'known.cer', bytes: known },
      { name: 'unwanted.cer', bytes: buildCertificate({ subject: 'unwanted.example.test' }) },
      { name: 'notes.txt', bytes: Buffer.from('nothing of the kind') },
    ];
    const form = new FormData();
    for (const { name, bytes } of files) form.append('file', new Blob([new Uint8Array(bytes)]), name);
    const answer = await fetch(`${product().api.url}/api/v1/certificates/upload`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${product().adminKey}` },
      body: form,
    });
    expect(answer.status).toBe(207);
    const { uploadId, items } = (await answer.json()) as { uploadId: string; items: Record<string, string>[] };
    const alone = [];
    for (const { bytes } of files.slice(1)) alone.push((await raw('application/octet-stream', bytes)).body);
    expect(items.map(({ fileName, code, detail }) => [fileName, code, detail])).toEqual([
      ['new.cer', undefined, undefined],
      ...alone.map(({ code, detail }, index) => [files[index + 1]!.name, code, detail]),
    ]);
    expect(alone.map(({ code }) => code)).toEqual([
      'certificate_duplicate',
      'certificate_ignored',
      'not_a_certificate',
    ]);
    const bundle = await raw('application/x-pem-file', toPem(known) + toPem(buildCertificate()));
    expect(bundle.body.items[0]).toMatchObject({ detail: alone[0]!.detail });
    expect(bundle.body.items[0]).not.toHaveProperty('fileName');
    expect(JSON.stringify(await scene.ended(uploadId))).not.toMatch(/\.cer|notes\.txt/);
  });

  it('takes the second copy of a certificate as a duplicate', async () => {
    const der = buildCertificate();
    const response = await raw('application/x-pem-file', toPem(der) + toPem(der));
    expect(response.status).toBe(207);
    expect(response.body.items).toMatchObject([
      { status: 'stored' },
      { status: 'failed', code: 'certificate_duplicate' },
    ]);
  });

  it('of more than 100 runs as several batches and loses nothing', async () => {
    const ders = Array.from({ length: 130 }, () => buildCertificate());
    const accepted = await raw('application/pkcs7-mime', buildPkcs7(ders), '/certificates/upload/async');
    expect(accepted.status).toBe(202);
    expect(accepted.body.items).toHaveLength(130);
    const upload = await scene.ended(accepted.body.uploadId, 30_000);
    expect(upload.items.filter(({ status }: { status: string }) => status === 'stored')).toHaveLength(130);
  });
});

describe('a raw body', () => {
  it('U14 is accepted as DER, PEM and PKCS#7; fingerprints agree', async () => {
    const [one, two] = [buildCertificate(), buildCertificate()];
    const der = await raw('application/pkix-cert', one);
    expect(der.status).toBe(201);
    expect(der.body.fingerprint).toBe(sha256(one));
    const forms = [
      await raw('application/x-pem-file', toPem(one) + toPem(two)),
      await raw('application/pkcs7-mime', buildPkcs7([one, two])),
      await raw('application/pkcs7-mime', toPem(buildPkcs7([one, two]), 'PKCS7')),
      await scene.upload(buildPkcs7([one, two])),
    ];
    for (const { status, body } of forms) {
      expect(status).toBe(207);
      expect(body.items.map((item: { fingerprint: string }) => item.fingerprint)).toEqual([sha256(one), sha256(two)]);
    }
    const outcomes = forms.map(({ body }) => body.items.map(({ status }: { status: string }) => status));
    expect(outcomes).toEqual([
      ['failed', 'stored'],
      ['failed', 'failed'],
      ['failed', 'failed'],
      ['failed', 'failed'],
    ]);
  });
});
