/**
 * Product, workflow engine and database are killed under load; nothing is lost, nothing happens twice. 6 kills on every
 * build; `npm run test:long -- uploads` makes 200 through the same code.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectStore } from '../../src/store/database/connection';
import { buildCertificate } from '../hostile/certificate-builder';
import { createRandom } from '../hostile/generate';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import type { Part } from './victim';
import { victimOfFile } from './victim-of-file';

const isLong = process.env['CERTLOOM_TEST_LONG'] === '1';
const seed = Number(process.env['CERTLOOM_TEST_SEED'] ?? 20_260_303);
const turns: readonly Part[] = [
  'product',
  'MongoDB server',
  'Temporal server',
  'product',
  'Temporal server',
  'MongoDB server',
];
const killsInAll = Number(process.env['CERTLOOM_TEST_KILLS'] ?? (isLong ? 200 : turns.length));
const kills: readonly Part[] = Array.from({ length: killsInAll }, (_, index) => turns[index % turns.length]!);
const uploadsInAll = Math.ceil((100 / turns.length) * kills.length);
jest.setTimeout(isLong ? 7_200_000 : 600_000);
const settleLimitMs = 90_000;
const say = (text: string) => process.stderr.write(`[crash] ${text}\n`);

describe('killed under load', () => {
  let mail: MailCatcher;
  beforeAll(async () => {
    mail = await startMailCatcher();
  });
  const victim = victimOfFile(() => ({ SMTP_URL: `smtp://127.0.0.1:${mail.port}?tls=none` }));
  afterAll(() => mail?.close());
  const answers = new Map<string, number>();

  async function send(method: string, pathname: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${victim().url}/api/v1${pathname}`, {
      method,
      headers: { authorization: `Bearer ${victim.adminKey}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  }

  async function make(pathname: string, body: unknown): Promise<string> {
    const answer = await send('POST', pathname, body);
    if (answer.status !== 201) throw new Error(`${pathname}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return String(answer.body['uuid']);
  }

  /** Until there is a definite answer, as a client does that must not lose a certificate. */
  async function uploadUntilAnswered(der: Buffer, isAsync: boolean): Promise<void> {
    const fingerprint = createHash('sha256').update(der).digest('hex');
    const until = Date.now() + settleLimitMs;
    for (;;) {
      const answer = await send('POST', `/certificates/upload${isAsync ? '/async' : ''}`, {
        certificate: der.toString('base64'),
      }).catch(() => undefined);
      const isDuplicate = answer?.body['code'] === 'certificate_duplicate';
      if (answer !== undefined && (answer.status < 300 || isDuplicate)) {
        answers.set(fingerprint, answer.status);
        return;
      }
      const isClear = answer !== undefined && answer.status < 500 && answer.body['code'] !== 'upload_in_progress';
      if (isClear || Date.now() > until) throw new Error(`${answer?.status} ${JSON.stringify(answer?.body)}`);
      await sleep(300);
    }
  }

  it('U20 E07 N11 stores each certificate once, with one firing and one accepted message', async () => {
    const user = await make('/users', { username: 'reader', email: 'reader@example.test' });
    const profile = await make('/notification-profiles', {
      ...{ name: 'mail', recipientType: 'user', recipients: [user], channels: [{ type: 'email' }] },
    });
    const trigger = await make('/triggers', {
      ...{ name: 'tell', event: 'certificate_uploaded', kind: 'action' },
      actions: [{ id: 'tell', type: 'sendNotification', profiles: [profile] }],
    });
    const attached = await send('PUT', '/trigger-sets/certificate_uploaded', { ignore: [], actions: [trigger] });
    expect(attached.status).toBeLessThan(300);

    const random = createRandom(seed);
    const certificates = Array.from({ length: uploadsInAll }, () => buildCertificate());
    const perKill = Math.ceil(uploadsInAll / (kills.length + 1));
    const clients: Promise<void>[] = [];
    for (let round = 0; round <= kills.length; round += 1) {
      const some = certificates.slice(round * perKill, (round + 1) * perKill);
      some.forEach((der, index) => {
        const client = sleep(index * 40).then(() => uploadUntilAnswered(der, index % 2 === 1));
        // Heard at the end, with all others.
        client.catch(() => undefined);
        clients.push(client);
      });
      const part = kills[round];
      if (part === undefined) break;
      const afterMs = 50 + random(650);
      await sleep(afterMs);
      say(`killing the ${part} ${afterMs} ms into round ${round + 1}, ${answers.size} answered`);
      await victim().kill(part);
      await sleep(500);
      await victim().ready();
    }
    await Promise.all(clients);
    expect(answers.size).toBe(uploadsInAll);

    const db = await connectStore(victim().addresses().mongoUri);
    try {
      const until = Date.now() + settleLimitMs;
      const state = async () => ({
        certificates: await db.collection('certificates').countDocuments(),
        uploadsAtWork: await db.collection('uploads').countDocuments({ status: 'processing' }),
        firings: await db.collection('firings').countDocuments(),
        firingsFinished: await db.collection('firings').countDocuments({ status: 'finished', deliveriesOpen: 0 }),
        deliveries: await db.collection('deliveries').countDocuments(),
        delivered: await db.collection('deliveries').countDocuments({ status: 'delivered' }),
      });
      const settled = {
        ...{ certificates: uploadsInAll, uploadsAtWork: 0, firings: uploadsInAll, firingsFinished: uploadsInAll },
        ...{ deliveries: uploadsInAll, delivered: uploadsInAll },
      };
      let now = await state();
      while (JSON.stringify(now) !== JSON.stringify(settled) && Date.now() < until) {
        await sleep(500);
        now = await state();
      }
      if (JSON.stringify(now) !== JSON.stringify(settled)) {
        say(readFileSync(path.join(victim.dataDir, 'product.log'), 'utf8').slice(-4_000));
      }
      expect(now).toEqual(settled);

      const rows = await db
        .collection('certificates')
        .find({}, { projection: { fingerprint: 1 } })
        .toArray();
      expect(new Set(rows.map(({ fingerprint }) => String(fingerprint)))).toEqual(new Set(answers.keys()));
      const firings = await db
        .collection('firings')
        .find({}, { projection: { objectUuid: 1 } })
        .toArray();
      expect(new Set(firings.map(({ objectUuid }) => String(objectUuid)))).toEqual(
        new Set(rows.map(({ _id }) => String(_id))),
      );
      const keys = mail.mails.map(({ headers }) => headers.get('message-id')?.[0]);
      const ids = new Set((await db.collection('deliveries').find({}).toArray()).map(({ _id }) => String(_id)));
      expect(new Set(keys).size).toBe(ids.size);
      say(`${keys.length - ids.size} messages came again under a key that the receiver had accepted before`);
    } finally {
      await db.close();
    }
  });
});
