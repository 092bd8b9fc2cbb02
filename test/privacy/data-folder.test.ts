/** What files of the data folder hold of rejected certificates once the product was started again. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, property } from '../acceptance/scene';
import { victimOfFile } from '../crash/victim-of-file';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import { bytesCanary, found, textCanary, type Canary } from './searched';

/** Of its checkpoints only those at the stop: one in between would put what is not erased yet into free room of a file. */
const victim = victimOfFile(() => ({ SECANTUS_CHECKPOINT_SECONDS: '3600' }));

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
  const digest = createHash('sha256').update(der).digest();
  const canaries: Canary[] = [
    textCanary('name', commonName),
    textCanary('serial number', serial.toString('hex')),
    bytesCanary('serial number', serial),
    textCanary('fingerprint', digest.toString('hex')),
    textCanary('fingerprint', digest.toString('hex').toUpperCase()),
    bytesCanary('fingerprint', digest),
    bytesCanary('DER', der.subarray(-48)),
  ];
  return { pem: toPem(der), canaries };
}

/**
 * Every file of the folder with what it holds of these. A mongod keeps its log and its oplog by their size, as
 * docs/operations.md says.
 */
function inFiles(canaries: readonly Canary[]): string[] {
  const all = readdirSync(victim.dataDir, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    const place = path.relative(victim.dataDir, file);
    if (!entry.isFile() || place.startsWith(path.join('mongodb', 'mongod'))) return [];
    return found(place, readFileSync(file, 'latin1'), canaries);
  });
  return [...new Set(all)];
}

/** Rejects what is called so, and tells a log and a mailbox; gives the key of the mailbox's owner. */
async function configure(): Promise<string> {
  const role = await made('/roles', { name: 'reads', permissions: ['notifications:read', 'notifications:write'] });
  const user = await made('/users', { username: 'reader', roles: [role] });
  const profiles = [
    await made('/notification-profiles', { name: 'log', recipientType: 'none', channels: [{ type: 'eventLog' }] }),
    await made('/notification-profiles', {
      ...{ name: 'told', recipientType: 'user', recipients: [user], channels: [{ type: 'internal' }] },
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

async function readAll(key: string, expected: number): Promise<void> {
  const messages = async () =>
    (await send('/notifications?limit=50', undefined, { key })).body['items'] as { uuid: string }[];
  const told = await eventually('the messages', async () => {
    const items = await messages();
    return items.length === expected ? items : undefined;
  });
  for (const { uuid } of told) {
    expect((await send(`/notifications/${uuid}/read`, undefined, { method: 'POST', key })).status).toBe(200);
  }
}

it('figure-F10 none identifies them, however they came and whoever was told', async () => {
  const key = await configure();
  const certificates = Array.from({ length: 12 }, () => marked('rejected'));
  const [single, delayed, ...bundle] = certificates.map(({ pem }) => pem);
  expect((await send('/certificates/upload', single)).status).toBe(422);
  expect((await send('/certificates/upload/async', delayed)).status).toBe(202);
  expect((await send('/certificates/upload', bundle.join(''))).status).toBe(207);
  const kept = marked('kept');
  expect((await send('/certificates/upload', kept.pem)).status).toBe(201);
  await readAll(key, certificates.length);
  await eventually('the end of the deliveries', async () => {
    const { body } = await send('/deliveries?status=delivered&count=true&limit=1');
    return (body['total'] as { value: number }).value === 2 * certificates.length;
  });

  await victim().stop();
  victim().start();
  await victim().ready();
  await victim().stop();
  expect(inFiles(certificates.flatMap(({ canaries }) => canaries))).toEqual([]);
  // What is in the inventory is found, so the search would find the others.
  expect(inFiles(kept.canaries)).not.toEqual([]);
});
