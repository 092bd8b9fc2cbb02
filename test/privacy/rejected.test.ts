/** What stays of a certificate that an ignore trigger has rejected, and for how long. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createSocket, type Socket } from 'node:dgram';
import path from 'node:path';
import { createScene, eventually, property, type Person } from '../acceptance/scene';
import { buildCertificate } from '../hostile/certificate-builder';
import { productOfFile } from '../support/product';
import { bytesCanary, dump, found, textCanary } from './searched';

const hourMs = 3_600_000;
const clock = { ahead: 0 };
const now = () => new Date(Date.now() + clock.ahead);
const syslog: { socket: Socket; lines: string[]; port: number } = { socket: createSocket('udp4'), lines: [], port: 0 };

// Before the product is started, which is told of the port.
beforeAll(async () => {
  syslog.socket.on('message', (line) => void syslog.lines.push(line.toString()));
  await new Promise<void>((resolve) => syslog.socket.bind(0, '127.0.0.1', resolve));
  syslog.port = syslog.socket.address().port;
});

const product = productOfFile(() => ({
  adjustments: { now, tidyEveryMs: 100 },
  env: { SYSLOG_URL: `udp://127.0.0.1:${syslog.port}` },
}));
const scene = createScene(product);

afterAll(() => syslog.socket.close());

/** A certificate whose every detail can be recognised. */
function marked() {
  const commonName = `rejected-${randomBytes(9).toString('hex')}`;
  const serial = Buffer.concat([Buffer.from([0x42]), randomBytes(15)]);
  const der = buildCertificate({ subject: commonName, sans: [`${commonName}.example.test`], serial });
  const canaries = [
    textCanary('name', commonName),
    textCanary('serial number', serial.toString('hex')),
    textCanary('fingerprint', createHash('sha256').update(der).digest('hex')),
    bytesCanary('DER', der.subarray(-48)),
  ];
  return { der, canaries };
}

type Marked = ReturnType<typeof marked>;

const inDatabase = async ({ canaries }: Marked) =>
  [...(await dump(product().foundation.db, []))].flatMap(([name, text]) => found(`collection ${name}`, text, canaries));

async function eventLogFiles(): Promise<string> {
  const folder = path.join(product().foundation.config.dataDir, 'event-log');
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.join('\n');
}

let reader: Person;

/** Rejected, and everybody told; gives the firing. */
async function reject(certificate: Marked): Promise<string> {
  reader = await scene.person(['certificates:read', 'notifications:read', 'notifications:write']);
  const to = { recipientType: 'user', recipients: [reader.uuid] };
  const told = [
    await scene.profile({ ...to, channels: [{ type: 'internal' }] }),
    await scene.profile({ recipientType: 'none', channels: [{ type: 'eventLog' }] }),
  ];
  const condition = property('COMMON_NAME', 'STARTS_WITH', 'rejected-');
  const ignore = await scene.ignore({ condition, notificationProfiles: told.map(({ uuid }) => uuid) });
  await scene.attach({ ignore: [ignore] });
  const refusal = await scene.upload(certificate.der).expect(422);
  const { firingId } = refusal.body as { firingId: string };
  await eventually('the end of the deliveries', async () => {
    const { items } = await scene.read(`/deliveries?firingId=${firingId}`);
    return items.length === 2 && items.every(({ status }: { status: string }) => status === 'delivered');
  });
  await scene.attach({});
  return firingId;
}

async function messages(firingId: string) {
  const { body } = await product().call('get', '/notifications', reader.key).expect(200);
  const { items } = body as { items: { firingId: string; uuid: string; message: string; detail: string }[] };
  return items.filter((item) => item.firingId === firingId);
}

describe('a rejected certificate', () => {
  it('figure-F2 is told to receivers, and our event log holds words and ids in its place', async () => {
    const certificate = marked();
    const firingId = await reject(certificate);
    const line = await eventually('the line in syslog', async () => syslog.lines.find((one) => one.includes(firingId)));
    expect(found('syslog', line, certificate.canaries)).toContain('syslog: name');

    const { items } = await scene.read(`/event-log?firingId=${firingId}`);
    expect(items).toMatchObject([{ message: 'Certificate uploaded: rejected, details not kept', data: {}, firingId }]);
    const file = await eventLogFiles();
    expect(found('event-log file', file, certificate.canaries)).toEqual([]);
    const kept = file.split('\n').find((one) => one.includes(firingId));
    expect(JSON.parse(kept ?? '{}')).toMatchObject({ message: items[0].message, data: {}, firingId });

    // The message in the mailbox of a user is the only place left: sealed, and erased when it is read.
    expect(await inDatabase(certificate)).toEqual([]);
    const [message] = await messages(firingId);
    expect(found('message', JSON.stringify(message), certificate.canaries)).toContain('message: name');
    const read = () => product().call('post', `/notifications/${message!.uuid}/read`, reader.key).expect(200);
    expect((await read()).body).toMatchObject({ detail: message!.detail, erasedAt: null });
    expect(await inDatabase(certificate)).toEqual([]);
    const erased = { message: 'Certificate uploaded: rejected, details not kept', detail: '', firingId };
    expect((await read()).body).toMatchObject({ ...erased, erasedAt: expect.any(String) });
    expect(await messages(firingId)).toMatchObject([erased]);
  });

  it('figure-F2 is erased from messages that nobody reads after 72 hours', async () => {
    const certificate = marked();
    const firingId = await reject(certificate);
    clock.ahead += 71 * hourMs;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const said = async () => found('message', JSON.stringify(await messages(firingId)), certificate.canaries);
    expect(await said()).toContain('message: name');
    clock.ahead += hourMs;
    await eventually('the erasure', async () => (await said()).length === 0);
    expect(await messages(firingId)).toMatchObject([{ detail: '', readAt: null, erasedAt: expect.any(String) }]);
    const row = await product()
      .foundation.db.collection('messages')
      .findOne({ firingId }, { projection: { sealed: 1 } });
    expect(row).not.toHaveProperty('sealed');
  });
});
