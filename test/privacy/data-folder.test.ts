/** What files of the data folder hold of rejected certificates, at any moment. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, property } from '../acceptance/scene';
import { victimOfFile } from '../crash/victim-of-file';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { startHttpReceiver, type HttpReceiver } from '../notifications/support/http-receiver';
import { bytesCanary, found, textCanary, type Canary } from './searched';

/** What is in the database at any time comes into its data files, as much as what stays. */
const checkpointMs = 1_000;
const victim = victimOfFile(() => ({
  SECANTUS_CHECKPOINT_SECONDS: String(checkpointMs / 1_000),
  CERTLOOM_OUTBOUND_ALLOW: '127.0.0.1',
}));
const checkpoints = () => sleep(3 * checkpointMs);

let receiver: HttpReceiver;
beforeAll(async () => {
  receiver = await startHttpReceiver();
  receiver.answer = () => ({ status: 503 });
});
afterAll(() => receiver?.close());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function send(
  pathname: string,
  body?: unknown,
  { method = body === undefined ? 'GET' : 'POST', key = victim.adminKey } = {},
): Promise<Answer> {
  const type = typeof body === 'string' ? 'application/x-pem-file' : 'application/json';
  const response = await fetch(`${victim().url}/api/v1${pathname}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const made = async (pathname: string, body: unknown) => String((await send(pathname, body)).body['uuid']);

/** A certificate whose every detail can be recognised. Pages are compressed with LZ4, which leaves chance bytes as they are. */
function marked(prefix: 'rejected' | 'kept') {
  const commonName = `${prefix}-${randomBytes(9).toString('hex')}`;
  const serial = Buffer.concat([Buffer.from([0x42]), randomBytes(15)]);
  const der = buildCertificate({ subject: commonName, sans: [`${commonName}.example.test`], serial });
  const attribute = randomBytes(9).toString('hex');
  const digest = createHash('sha256').update(der).digest();
  const canaries: Canary[] = [
    textCanary('name', commonName),
    textCanary('serial number', serial.toString('hex')),
    bytesCanary('serial number', serial),
    textCanary('fingerprint', digest.toString('hex')),
    textCanary('fingerprint', digest.toString('hex').toUpperCase()),
    bytesCanary('fingerprint', digest),
    bytesCanary('DER', der.subarray(-48)),
    textCanary('attribute', attribute),
  ];
  const customAttributes = [{ name: 'asset', content: [{ data: attribute }] }];
  return { pem: toPem(der), json: { certificate: der.toString('base64'), customAttributes }, canaries };
}

/** Every file of the folder with what it holds of these. */
function inFiles(canaries: readonly Canary[]): string[] {
  const all = readdirSync(victim.dataDir, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const place = path.relative(victim.dataDir, file);
    return entry.isFile() ? found(place, contentOf(file), canaries) : [];
  });
  return [...new Set(all)];
}

/** Files of a log come and go while the product runs. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return '';
  }
}

/** Rejects what is called so, and tells a log, a mailbox and a receiver; gives the key of the mailbox's owner. */
async function configure(): Promise<string> {
  await made('/custom-attributes', { name: 'asset', contentType: 'string', resources: ['certificates'] });
  const role = await made('/roles', { name: 'reads', permissions: ['notifications:read', 'notifications:write'] });
  const user = await made('/users', { username: 'reader', roles: [role] });
  const profiles = [
    await made('/notification-profiles', { name: 'log', recipientType: 'none', channels: [{ type: 'eventLog' }] }),
    await made('/notification-profiles', {
      ...{ name: 'told', recipientType: 'user', recipients: [user], channels: [{ type: 'internal' }] },
    }),
    await made('/notification-profiles', {
      ...{ name: 'receiver', recipientType: 'none' },
      channels: [{ type: 'webhook', url: receiver.url, secrets: [`whsec_${randomBytes(24).toString('base64')}`] }],
    }),
  ];
  const ignore = await made('/triggers', {
    ...{ name: 'reject', event: 'certificate_uploaded', kind: 'ignore', notificationProfiles: profiles },
    condition: property('COMMON_NAME', 'STARTS_WITH', 'rejected-'),
  });
  const set = { ignore: [ignore], actions: [] };
  expect((await send('/trigger-sets/certificate_uploaded', set, { method: 'PUT' })).status).toBe(201);
  return String((await send('/api-keys', { name: 'reader', user })).body['key']);
}

interface Message {
  readonly uuid: string;
  readonly message: string;
  readonly detail: string;
}

/** What each of these says, once all are there. */
async function readAll(key: string, expected: number): Promise<string> {
  const messages = async () => (await send('/notifications?limit=50', undefined, { key })).body['items'] as Message[];
  const told = await eventually('the messages', async () => {
    const items = await messages();
    return items.length === expected ? items : undefined;
  });
  await checkpoints();
  for (const { uuid } of told) {
    expect((await send(`/notifications/${uuid}/read`, undefined, { method: 'POST', key })).status).toBe(200);
  }
  return told.map(({ message, detail }) => `${message} ${detail}`).join('\n');
}

const deliveries = async (status: string) =>
  ((await send(`/deliveries?status=${status}&count=true&limit=1`)).body['total'] as { value: number }).value;

it('figure-F10 none identifies them, however they came, whoever was told, and as long as anything waits', async () => {
  const key = await configure();
  const certificates = Array.from({ length: 14 }, () => marked('rejected'));
  const names = certificates.map(({ canaries }) => canaries[0]!.forms[0]!);
  const nothing = () => expect(inFiles(certificates.flatMap(({ canaries }) => canaries))).toEqual([]);
  const [delayed, single] = certificates;
  const bundle = certificates.slice(2).map(({ pem }) => pem);
  const repeated = bundle[0]!;

  // Not decided yet, for some checkpoints.
  victim().freeze('Temporal server');
  expect((await send('/certificates/upload/async', delayed!.json)).status).toBe(202);
  const pending = await send('/certificates/upload/async', [...bundle, repeated].join(''));
  expect(pending.status).toBe(202);
  await checkpoints();
  nothing();
  victim().thaw('Temporal server');
  expect((await send('/certificates/upload', single!.json)).status).toBe(422);
  const kept = marked('kept');
  expect((await send('/certificates/upload', kept.json)).status).toBe(201);

  // Not told yet, and not read.
  const toldOf = certificates.length;
  await eventually('the first attempts', async () => (await deliveries('retrying')) === toldOf);
  const said = await readAll(key, toldOf);
  for (const name of names) expect(said).toContain(name);
  nothing();
  receiver.answer = () => ({ status: 204 });
  await eventually('the end of the deliveries', async () => (await deliveries('delivered')) === 3 * toldOf);
  const heard = receiver.calls.map(({ body }) => body.toString()).join('\n');
  for (const name of names) expect(heard).toContain(name);
  await checkpoints();
  nothing();
  // What is in the inventory is found in data files, so the search would find the others.
  expect(inFiles(kept.canaries).filter((place) => place.includes('.wt: '))).not.toEqual([]);

  await victim().stop();
  nothing();
  victim().start();
  await victim().ready();
  const { items } = (await send(`/uploads/${String(pending.body['uploadId'])}`)).body as { items: object[] };
  expect(items).toHaveLength(bundle.length + 1);
  for (const item of items) expect(item).not.toHaveProperty('fingerprint');
  await victim().stop();
  nothing();
});
