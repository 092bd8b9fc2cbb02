/** What the workflow engine and everything else may never learn about a certificate or a secret. */
import { createHash, randomBytes } from 'node:crypto';
import { always, createScene, eventually, property, valued } from '../acceptance/scene';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { startTestProduct, type TestProduct } from '../support/product';
import { allClosed, bytesCanary, type Canary, dump, found, type History, readHistories, textCanary } from './searched';

const mark = () => randomBytes(9).toString('hex');
const largestPayloadBytes = 64 * 1024;
const mostEvents = 2_500;
const bundleSize = 100;

/** A certificate whose every detail can be recognised. */
function marked(kind: string): { der: Buffer; canaries: Canary[] } {
  const commonName = `${kind}-cn-${mark()}`;
  const san = `${kind}-san-${mark()}.example.test`;
  const serial = Buffer.concat([Buffer.from([0x42]), randomBytes(15)]);
  const der = buildCertificate({ subject: commonName, sans: [san], serial });
  return {
    der,
    canaries: [
      textCanary(`CN of the ${kind}`, commonName),
      textCanary(`SAN of the ${kind}`, san),
      textCanary(`serial number of the ${kind}`, serial.toString('hex')),
      textCanary(`fingerprint of the ${kind}`, createHash('sha256').update(der).digest('hex')),
      // The signature at the end is what no other certificate has.
      bytesCanary(`DER of the ${kind}`, der.subarray(-48)),
    ],
  };
}

describe('what is kept where', () => {
  const smtpPassword = `smtp-${mark()}`;
  const webhookSecret = randomBytes(32).toString('base64');
  const secretValue = `secret-value-${mark()}`;
  const plainValue = `plain-value-${mark()}`;
  const refusedText = `no-certificate-${mark()}`;
  const ignored = marked('ignored');
  const stored = marked('stored');
  const bundle = Array.from({ length: 3 }, (_, index) => marked(`bundled${index}`));
  const many = Array.from({ length: bundleSize }, () => buildCertificate());
  let mail: MailCatcher;
  let hook: HttpReceiver;
  let product: TestProduct;
  let secrets: Canary[];
  let histories: History[];
  let ignoredFiring: string;
  let ignoredUpload: string;
  const certificatesOf: Canary[] = [
    ...ignored.canaries,
    ...stored.canaries,
    ...bundle.flatMap(({ canaries }) => canaries),
  ];

  beforeAll(async () => {
    mail = await startMailCatcher({
      authOptional: false,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: ({ password }, _session, done) =>
        password === smtpPassword ? done(null, { user: 'mailer' }) : done(new Error('wrong password')),
    });
    hook = await startHttpReceiver();
    product = await startTestProduct({
      env: {
        SMTP_URL: `smtp://mailer:${smtpPassword}@127.0.0.1:${mail.port}?tls=none`,
        CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1',
      },
    });
    secrets = [
      textCanary('API key of the administrator', product.adminKey),
      textCanary('SMTP password', smtpPassword),
      textCanary('webhook secret', webhookSecret),
      textCanary('secret attribute value', secretValue),
    ];
    await act();
    const queue = product.foundation.queueName('certloom');
    // Six uploads lead to runs; redeliveries may add to them.
    await eventually('the end of all runs', () => allClosed(product.foundation.client.workflow, queue, 5), 40_000);
    histories = await readHistories(product.foundation.client.workflow, queue);
  });

  afterAll(async () => {
    await product?.close();
    await mail?.close();
    await hook?.close();
  });

  /** One upload of each kind, with notifications, attributes and secrets. */
  async function act(): Promise<void> {
    const scene = createScene(() => product);
    const reader = await scene.person(['certificates:read'], { email: 'reader@example.test' });
    const secret = await scene.attribute({ contentType: 'secret' });
    const plain = await scene.attribute();
    const email = await scene.profile({
      recipientType: 'user',
      recipients: [reader.uuid],
      channels: [{ type: 'email' }],
    });
    const webhook = await scene.profile({
      recipientType: 'none',
      channels: [{ type: 'webhook', url: hook.url, secrets: [`whsec_${webhookSecret}`] }],
    });
    const ignore = await scene.ignore({
      condition: property('COMMON_NAME', 'STARTS_WITH', 'ignored-'),
      notificationProfiles: [email.uuid, webhook.uuid],
    });
    const tell = await scene.act([{ id: 'tell', type: 'sendNotification', profiles: [email.uuid, webhook.uuid] }], {
      condition: always,
    });
    const keep = await scene.act([
      { id: 'secret', type: 'setCustomAttribute', ...valued(secret, secretValue) },
      { id: 'plain', type: 'setCustomAttribute', ...valued(plain, plainValue) },
    ]);
    await scene.attach({ ignore: [ignore], actions: [keep, tell] });

    const customAttributes = [valued(secret, secretValue), valued(plain, plainValue)];
    await scene.upload(stored.der, { body: { customAttributes } }).expect(201);
    const refusal = await scene.upload(ignored.der, { body: { customAttributes } }).expect(422);
    expect(refusal.body).toMatchObject({ code: 'certificate_ignored' });
    ignoredFiring = refusal.body.firingId as string;
    ignoredUpload = String((await scene.firing(ignoredFiring)).uploadId);
    await scene.upload(stored.der).expect(409);
    await scene.upload(Buffer.from(refusedText)).expect(422);
    const three = bundle.map(({ der }) => toPem(der)).join('');
    await scene.upload(Buffer.from(three)).expect(207);
    await scene.attach({ ignore: [], actions: [] });
    await scene.upload(Buffer.from(many.map((der) => toPem(der)).join(''))).expect(207);
    await scene.upload(buildCertificate(), { async: true }).expect(202);
    await eventually('mails and calls', async () => mail.mails.length >= 5 && hook.calls.length >= 5);
  }

  it('has sent what was to be sent, so that the search looks at real traffic', () => {
    const mails = mail.mails.map(({ raw }) => raw.replace(/=\r\n/g, '')).join('\n');
    expect(found('mail', mails, ignored.canaries).length).toBeGreaterThan(0);
    expect(
      found('call', hook.calls.map(({ body }) => body.toString()).join('\n'), stored.canaries).length,
    ).toBeGreaterThan(0);
    expect(histories.map(({ type }) => type)).toContain('certificateUploaded');
    expect(histories.length).toBeGreaterThanOrEqual(5);
  });

  it('U04 finds no detail of any certificate and no secret in any workflow', () => {
    const planted = [
      ...secrets,
      ...certificatesOf,
      textCanary('attribute value', plainValue),
      textCanary('refused text', refusedText),
      ...many.map((der) => textCanary('fingerprint out of a hundred', createHash('sha256').update(der).digest('hex'))),
    ];
    expect(histories.flatMap(({ workflowId, text }) => found(workflowId, text, planted))).toEqual([]);
    const shaped = /-----BEGIN|\bMII[A-Za-z0-9+/]{40}|\bCN=|example\.test/;
    expect(histories.filter(({ text }) => shaped.test(text)).map(({ workflowId }) => workflowId)).toEqual([]);
  });

  it('figure-SEC8 has sealed every payload of every run, and decoded what is searched here', () => {
    expect(histories.flatMap(({ workflowId, plain }) => plain.map((at) => `${workflowId}${at}`))).toEqual([]);
    expect(histories.filter(({ text }) => !text.includes('binary/encrypted'))).toEqual([]);
  });

  it('would find what is there', () => {
    const text = histories.map((history) => history.text).join('\n');
    expect(found('histories', text, [textCanary('firing id', ignoredUpload)])).toEqual(['histories: firing id']);
  });

  it('keeps payloads and histories small, for a hundred uploads too', () => {
    expect(Math.max(...histories.map(({ largestPayload }) => largestPayload))).toBeLessThan(largestPayloadBytes);
    expect(Math.max(...histories.map(({ events }) => events))).toBeLessThan(mostEvents);
  });

  it('U04 keeps nothing of an ignored certificate once its notifications have ended', async () => {
    const scene = createScene(() => product);
    await eventually('the end of the deliveries', async () => {
      const { items } = await scene.read(`/deliveries?firingId=${ignoredFiring}`);
      return items.length === 2 && items.every(({ status }: { status: string }) => status === 'delivered');
    });
    const places = new Map<string, unknown>();
    for (const path of [
      '/event-history?limit=1000',
      `/event-history/${ignoredFiring}`,
      `/uploads/${ignoredUpload}`,
      `/deliveries?firingId=${ignoredFiring}`,
      '/certificates?limit=200',
      '/audit-log?limit=100',
    ]) {
      places.set(path, (await product.call('get', path).expect(200)).body);
    }
    const { items } = await scene.read(`/deliveries?firingId=${ignoredFiring}`);
    for (const { deliveryId: id } of items as { deliveryId: string }[])
      places.set(`/deliveries/${id}`, await scene.read(`/deliveries/${id}`));
    const headers = { authorization: `Bearer ${product.adminKey}` };
    const metrics = await fetch(`${product.api.url}/metrics`, { headers });
    expect(metrics.status).toBe(200);
    places.set('/metrics', await metrics.text());
    places.set('log', product.logLines.join('\n'));
    const faults = [...places].flatMap(([place, content]) => found(place, JSON.stringify(content), ignored.canaries));
    expect(faults).toEqual([]);
    expect(places.size).toBeGreaterThanOrEqual(8);

    const rows = await dump(product.foundation.db, []);
    expect([...rows].flatMap(([name, text]) => found(`collection ${name}`, text, ignored.canaries))).toEqual([]);
    expect(rows.size).toBeGreaterThan(10);
  });

  it('SEC8 shows secrets nowhere', async () => {
    const places = new Map<string, string>([['log', product.logLines.join('\n')]]);
    const { items: certificates } = await createScene(() => product).read('/certificates?limit=200');
    const ids = (certificates as { uuid: string }[]).slice(-5).map(({ uuid }) => uuid);
    const paths = [
      '/certificates?limit=200',
      ...ids.flatMap((uuid) => [`/certificates/${uuid}`, `/certificates/${uuid}/history`]),
      '/event-history?limit=1000',
      '/triggers',
      '/notification-profiles',
      '/deliveries',
      '/audit-log?limit=100',
      '/settings',
      '/custom-attributes',
    ];
    for (const path of paths) places.set(path, (await product.call('get', path).expect(200)).text);
    const { items: firings } = await createScene(() => product).read('/event-history?limit=1000');
    for (const { firingId } of firings as { firingId: string }[])
      places.set(`firing ${firingId}`, (await product.call('get', `/event-history/${firingId}`)).text);
    for (const [name, text] of await dump(product.foundation.db, [])) places.set(`collection ${name}`, text);
    places.set('mails', mail.mails.map(({ raw }) => raw.replace(/=\r\n/g, '')).join('\n'));
    places.set('calls', hook.calls.map(({ body, headers }) => body.toString() + JSON.stringify(headers)).join('\n'));
    expect([...places].flatMap(([place, text]) => found(place, text, secrets))).toEqual([]);
  });
});
