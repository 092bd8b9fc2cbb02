/** Temporal, then the database, answers nobody for a while; what was accepted is done soon after, in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildCertificate, toPem } from '../hostile/certificate-builder';
import type { Engine } from './victim';
import { victimOfFile } from './victim-of-file';

const isLong = process.env['CERTLOOM_TEST_LONG'] === '1';
const outageMs = (isLong ? 300 : 10) * 1000;
const resumedWithinMs = 60_000;
/** What a person, and most clients, wait at most. */
const patienceMs = 30_000;
const say = (text: string) => process.stderr.write(`[outage] ${text}\n`);

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

const victim = victimOfFile();

async function send(method: string, pathname: string, body?: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${victim().url}/api/v1${pathname}`, {
    method,
    headers: { authorization: `Bearer ${victim.adminKey}`, ...headers },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(patienceMs),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const upload = () =>
  send('POST', '/certificates/upload/async', toPem(buildCertificate()), { 'content-type': 'application/x-pem-file' });

/** Uploads at a steady pace until the time is over; gives what was answered, and fails where nothing was in time. */
async function uploadsWhile(ms: number): Promise<Answer[]> {
  const until = Date.now() + ms;
  const sent: Promise<Answer>[] = [];
  while (Date.now() < until) {
    sent.push(upload());
    await sleep(Math.max(200, ms / 300));
  }
  return Promise.all(sent);
}

/** The certificate of an upload that has ended. */
async function storedCertificate(uploadId: string): Promise<string | undefined> {
  const { status, body } = await send('GET', `/uploads/${uploadId}`);
  if (status === 200 && !['stored', 'processing'].includes(String(body['status'])))
    throw new Error(JSON.stringify(body));
  return body['status'] === 'stored' ? String(body['certificateUuid']) : undefined;
}

async function revoke(certificate: string): Promise<void> {
  const { body } = await send('GET', `/certificates/${certificate}`);
  const headers = { 'content-type': 'application/json', 'if-match': `"${String(body['revision'])}"` };
  const revoked = await send('POST', `/certificates/${certificate}/revoked`, '{"reason":"superseded"}', headers);
  if (revoked.status === 412) return revoke(certificate);
  expect(revoked.status).toBe(200);
}

interface Firing {
  readonly event: string;
  readonly status: string;
  readonly occurredAt: string;
  readonly startedAt: string;
}

/** The firings of a certificate, by the time they began. */
async function eventsOf(certificate: string): Promise<Firing[]> {
  const { status, body } = await send('GET', `/event-history?resource=certificates&objectUuid=${certificate}&limit=50`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  const details = (body['items'] as { firingId: string }[]).map(({ firingId }) =>
    send('GET', `/event-history/${firingId}`),
  );
  const firings = (await Promise.all(details)).map(({ body: firing }) => firing as unknown as Firing);
  return firings.sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}

async function within<T>(limitMs: number, what: string, found: () => Promise<T | undefined>): Promise<T> {
  const until = Date.now() + limitMs;
  let fault: unknown = 'not there yet';
  for (;;) {
    const result = await found().catch((error: unknown) => void (fault = error));
    if (result !== undefined) return result;
    if (Date.now() > until) throw new Error(`${what}: not within ${limitMs} ms: ${String(fault)}`);
    await sleep(100);
  }
}

it.each<Engine>(['Temporal server', 'MongoDB server'])(
  'figure-R6 an outage of the %s ends with nothing lost, and each certificate has its events in order',
  async (engine) => {
    victim().freeze(engine);
    let answers: Answer[];
    try {
      answers = await uploadsWhile(outageMs);
    } finally {
      victim().thaw(engine);
    }
    const goesOnAt = Date.now();
    const left = () => Math.max(1, goesOnAt + resumedWithinMs - Date.now());
    const codes = new Set(answers.map(({ status }) => status));
    expect([202, 503]).toEqual(expect.arrayContaining([...codes]));
    const promised = answers.flatMap(({ status, body }) => (status === 202 ? [String(body['uploadId'])] : []));
    const certificates: string[] = [];
    for (const id of promised) {
      const certificate = await within(left(), `upload ${id}`, () => storedCertificate(id));
      certificates.push(certificate);
      await revoke(certificate);
    }
    const again = await within(left(), 'a new upload', async () => {
      const { status, body } = await upload();
      return status === 202 ? String(body['uploadId']) : undefined;
    });
    await within(left(), 'the new upload', () => storedCertificate(again));
    say(
      `${engine}: ${promised.length} of ${answers.length} promised, done ${Date.now() - goesOnAt} ms after the outage`,
    );
    for (const certificate of certificates) {
      const events = await within(left(), `events of ${certificate}`, async () => {
        const events = await eventsOf(certificate);
        return events.length >= 2 && events.every(({ status }) => status === 'finished') ? events : undefined;
      });
      expect(events[0]!.event).toBe('certificate_uploaded');
      const times = events.map(({ occurredAt }) => occurredAt);
      expect(times).toEqual([...times].sort());
    }
  },
  outageMs + 240_000,
);
