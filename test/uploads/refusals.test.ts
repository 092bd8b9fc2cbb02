import { createHash, generateKeyPairSync } from 'node:crypto';
import { always, createScene, eventually, property, valued } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { certificationRequest, pkcs12Shaped } from '../hostile/container-defects';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startTestProduct, type TestProduct } from '../support/product';

let product: TestProduct;
let mail: MailCatcher;
const scene = createScene(() => product);

beforeAll(async () => {
  mail = await startMailCatcher();
  product = await startTestProduct({ env: { SMTP_URL: `smtp://127.0.0.1:${mail.port}` } });
});
afterAll(async () => {
  await product?.close();
  await mail?.close();
});
afterEach(() => scene.attach({}));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const privateKeyPem = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

describe('an upload that cannot be read', () => {
  const certificate = buildCertificate();
  it.each<[string, string, number, string]>([
    ['bad base64', '%%% no base64 %%%', 400, 'invalid_base64'],
    ['text', Buffer.from('certainly no certificate').toString('base64'), 422, 'not_a_certificate'],
    ['a CSR', toPem(certificationRequest(), 'CERTIFICATE REQUEST'), 422, 'unsupported_format'],
    ['PKCS#12', pkcs12Shaped().toString('base64'), 422, 'unsupported_format'],
    ['a private key', privateKeyPem, 422, 'private_key_refused'],
    ['a private key behind a certificate', toPem(certificate) + privateKeyPem, 422, 'private_key_refused'],
    ['trailing bytes', Buffer.concat([certificate, Buffer.from([0])]).toString('base64'), 422, 'not_a_certificate'],
  ])('U08 %s has its code and no firing', async (_what, field, status, code) => {
    const before = (await scene.firings()).length;
    const response = await product.call('post', '/certificates/upload').send({ certificate: field });
    expect(response.body).toMatchObject({ status, code });
    expect(response.status).toBe(status);
    expect(await scene.firings()).toHaveLength(before);
    expect(await product.foundation.db.collection('uploads').countDocuments({ status: 'processing' })).toBe(0);
    expect(product.logLines.join('')).not.toContain(privateKeyPem.split('\n')[1]);
  });

  it('U16 invalid request attributes are named each; nothing fires or is stored', async () => {
    const number = await scene.attribute({ contentType: 'integer' });
    const fixed = await scene.attribute({ readOnly: true });
    const [firings, certificates] = [(await scene.firings()).length, (await scene.certificates()).length];
    const { status, body } = await scene.upload(buildCertificate(), {
      body: { customAttributes: [valued(number, 'many'), valued(fixed, 'x'), valued({ name: 'unheard of' }, 'x')] },
    });
    expect(status).toBe(422);
    expect(body.code).toBe('invalid_custom_attributes');
    expect(body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code])).toEqual([
      ['/customAttributes/0/content/0/data', 'wrong_value_type'],
      ['/customAttributes/1/name', 'read_only'],
      ['/customAttributes/2/name', 'unknown_attribute'],
    ]);
    expect(await scene.firings()).toHaveLength(firings);
    expect(await scene.certificates()).toHaveLength(certificates);
  });
});

describe('the trigger set of uploads', () => {
  it('U12 takes no ignore trigger on what an unsaved certificate has not, at attaching and at editing', async () => {
    const late = await scene.ignore({ condition: property('RA_PROFILE_NAME', 'NOT_EMPTY') });
    const path = '/trigger-sets/certificate_uploaded';
    const current = await product.call('get', path);
    const refused = await product
      .call('put', path)
      .set('If-Match', current.headers['etag'] ?? '"0"')
      .send({ ignore: [late.uuid], actions: [] });
    expect(refused.body).toMatchObject({ status: 422, code: 'field_not_available' });

    const attached = await scene.ignore({ condition: property('KEY_SIZE', 'EQUALS', 1) });
    await scene.attach({ ignore: [attached] });
    const { headers } = await product.call('get', `/triggers/${attached.uuid}`);
    const edited = await product
      .call('put', `/triggers/${attached.uuid}`)
      .set('If-Match', headers['etag'] as string)
      .send({
        ...{ name: attached.name, event: attached.event, kind: 'ignore' },
        condition: { source: 'meta', field: 'origin', contentType: 'string', operator: 'EMPTY' },
      });
    expect(edited.body).toMatchObject({ status: 422, code: 'field_not_available' });
  });

  it('U24 belongs to the platform only', async () => {
    const [group, raProfile] = [await scene.group(), await scene.raProfile()];
    for (const place of [`groups/${group.uuid}`, `raProfiles/${raProfile.uuid}`]) {
      const { body } = await product
        .call('put', `/trigger-sets/certificate_uploaded/${place}`)
        .send({ ignore: [], actions: [] });
      expect(body).toMatchObject({ status: 422, code: 'override_not_allowed' });
    }
  });
});

describe('a rejected upload', () => {
  it('U18 is told of with its event data, and the ledger keeps no message', async () => {
    const reader = await scene.person([], { email: 'security@example.test' });
    const profile = await scene.profile({
      recipientType: 'user',
      recipients: [reader.uuid],
      channels: [{ type: 'email' }],
      templates: {
        email: { subject: 'rejected', body: '{{data.certificateUuid}}|{{data.fingerprint}}|{{data.subjectDn}}' },
      },
    });
    await scene.attach({ ignore: [await scene.ignore({ condition: always, notificationProfiles: [profile.uuid] })] });
    const der = buildCertificate({ subject: 'u18.example.test' });
    const { body } = await scene.upload(der);
    expect(body.code).toBe('certificate_ignored');
    const firing = await eventually('the delivery', async () => {
      const found = await scene.firing(body.firingId);
      return found.triggers[0].notificationsSent === true && found;
    });
    expect(firing).toMatchObject({ status: 'finished', outcome: 'ignored' });
    expect(mail.mails).toHaveLength(1);
    const [{ raw, to }] = mail.mails as [MailCatcher['mails'][number]];
    expect(to).toEqual(['security@example.test']);
    const text = raw.replace(/=\r\n/g, '');
    expect(text).toContain(sha256(der));
    expect(text).toContain('u18.example.test');
    expect(text).not.toContain('BEGIN CERTIFICATE');
    expect(text).not.toContain(der.toString('base64').slice(0, 60));
    const rows = await product.foundation.db.collection('deliveries').find({}).toArray();
    expect(rows).toHaveLength(1);
    for (const secret of [sha256(der), 'u18.example.test']) expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('U19 is identified by the audit log only when that is verbose', async () => {
    await scene.attach({ ignore: [await scene.ignore({ condition: always })] });
    const auditLog = async () => JSON.stringify((await scene.read('/audit-log?limit=100')).items);
    const quiet = buildCertificate({ subject: 'quiet.example.test', serial: Buffer.from('51de51de51de51de', 'hex') });
    const { body } = await scene.upload(quiet);
    const before = await auditLog();
    expect(before).toContain(body.firingId);
    for (const detail of [sha256(quiet), 'quiet.example.test', '51de51de51de51de', quiet.toString('base64')]) {
      expect(before).not.toContain(detail);
    }
    await scene.settings((now) => ({ ...now, audit: { ...now.audit, verbose: true } }));
    const loud = buildCertificate({ subject: 'loud.example.test', serial: Buffer.from('10ad10ad10ad10ad', 'hex') });
    await scene.upload(loud);
    const after = await auditLog();
    for (const detail of [sha256(loud), 'loud.example.test', '10ad10ad10ad10ad', loud.toString('base64')]) {
      expect(after).toContain(detail);
    }
    await scene.settings((now) => ({ ...now, audit: { ...now.audit, verbose: false } }));
  });
});
