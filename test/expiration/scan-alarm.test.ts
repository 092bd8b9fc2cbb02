import { createScanAlarm } from '../../src/services/expiration/scan-alarm';
import { createTellAdministrators } from '../../src/delivery/operators/tell-administrators';
import { createEventLogWriter } from '../../src/event-log/writer';
import { createMailer } from '../../src/delivery/mail/mailer';
import { administratorRole, isAdministrator } from '../../src/domain/identity/roles';
import { createEventLogEntryStore } from '../../src/store/event-log/entries';
import { createExpirationScanStore } from '../../src/store/expiration/scans';
import { createMessageStore } from '../../src/store/notifications/messages';
import { createScanAlarmStore } from '../../src/store/expiration/scan-alarms';
import type { User } from '../../src/domain/identity/user';
import type { ScheduleState } from '../../src/temporal/schedules/expiration-schedule';
import { openDatabase, type TestDatabase } from '../support/database';
import { startMailCatcher, type MailCatcher } from '../notifications/support/smtp';
import { createClock, hourMs } from './scene';

const clock = createClock('2030-01-10T08:00:00Z');
let database: TestDatabase;
let stores: ReturnType<typeof createStores>;
let mail: MailCatcher;
const mailers: { close(): void }[] = [];
let schedule: ScheduleState | null;
const faults: unknown[] = [];

function createStores() {
  const { db } = database;
  return {
    alarms: createScanAlarmStore(db),
    scans: createExpirationScanStore(db),
    messages: createMessageStore(db),
    entries: createEventLogEntryStore(db),
  };
}

const person = (change: Partial<User>): User => ({
  uuid: 'u',
  username: 'u',
  displayName: '',
  email: null,
  roles: [administratorRole],
  groups: [],
  enabled: true,
  revision: 1,
  ...change,
});
const users = [
  person({ uuid: 'alice', email: 'alice@example.com' }),
  person({ uuid: 'bob' }),
  person({ uuid: 'gone', enabled: false, email: 'gone@example.com' }),
  person({ uuid: 'viewer', roles: [], email: 'viewer@example.com' }),
];

beforeAll(async () => {
  database = await openDatabase();
  mail = await startMailCatcher();
  stores = createStores();
  await database.buildIndexes();
});
afterAll(async () => {
  mailers.forEach((mailer) => mailer.close());
  await mail.close();
  await database.close();
});
beforeEach(async () => {
  for (const name of ['scan_alarms', 'expiration_scans', 'messages', 'event_log_entries'])
    await database.db.collection(name).deleteMany({});
  mail.mails.length = 0;
  mail.onMessage = () => undefined;
  faults.length = 0;
  schedule = { paused: false, note: null, nextRuns: [], lastRun: null, running: [] };
  clock.advance(100 * hourMs);
});

/** A worker process of its own that has been up since now. */
function worker() {
  const mailer = createMailer({ url: `smtp://127.0.0.1:${mail.port}?tls=none` });
  mailers.push(mailer);
  return createScanAlarm({
    alarms: stores.alarms,
    scans: stores.scans,
    schedule: async () => schedule,
    tellAdministrators: createTellAdministrators({
      mailbox: stores.messages,
      writer: createEventLogWriter(stores.entries, []),
      mailer,
      from: { name: 'Certloom', address: 'certloom@certloom.example' },
      administrators: async () => users.filter(isAdministrator),
      host: 'test-host',
    }),
    scanUrl: 'https://certloom.example/api/v1/expiration-scan',
    now: clock.now,
    startedAt: clock.now(),
    onFault: (error) => faults.push(error),
  });
}

async function ran(status: 'finished' | 'failed'): Promise<void> {
  const scanId = clock.now().toISOString();
  const [slot, startedAt] = [clock.now(), clock.now()];
  await stores.scans.begin({ scanId, slot, startedAt, workflowId: 'w', runId: 'r', askedBy: null });
  await stores.scans.end(scanId, { status, at: clock.now(), message: null });
}

const inbox = async (user: string) =>
  (await stores.messages.list(user, {}, null, 50)).map(({ message }) => message).reverse();
const logged = async () =>
  (await stores.entries.list({}, null, 50)).entries.map(({ eventId, level }) => [eventId, level]);
const subjects = () => mail.mails.map(({ to, headers }) => [to[0], headers.get('subject')?.[0]]);
const both = (workers: readonly { look(): Promise<void> }[]) => Promise.all(workers.map((one) => one.look()));

describe('the alarm of the scan', () => {
  it('tells each administrator once that it is overdue, and once that it is over, although two workers look', async () => {
    const workers = [worker(), worker()];
    await both(workers);
    expect(await logged()).toEqual([]);
    clock.advance(2 * hourMs + 1000);
    await both(workers);
    clock.advance(60_000);
    await both(workers);
    const overdue = 'The scan for expiring certificates is overdue';
    expect(await inbox('alice')).toEqual([overdue]);
    expect(await inbox('bob')).toEqual([overdue]);
    expect([await inbox('gone'), await inbox('viewer')]).toEqual([[], []]);
    expect(subjects()).toEqual([['alice@example.com', overdue]]);
    expect(mail.mails[0]!.raw).toContain('https://certloom.example/api/v1/expiration-scan');
    expect(await logged()).toEqual([[4141, 'Warning']]);

    // A worker that has just started sees nothing overdue, and says nothing of it.
    await worker().look();
    expect(await logged()).toHaveLength(1);
    clock.advance(60_000);
    await ran('finished');
    await both(workers);
    await both(workers);
    const over = `Recovered: ${overdue.replace('The', 'the')}`;
    expect(await inbox('alice')).toEqual([overdue, over]);
    expect(subjects().at(-1)).toEqual(['alice@example.com', over]);
    expect(mail.mails).toHaveLength(2);
    expect(await logged()).toEqual([
      [4142, 'Information'],
      [4141, 'Warning'],
    ]);
    expect(await stores.alarms.open()).toEqual([]);

    // The next time is another incident.
    clock.advance(3 * hourMs);
    await both(workers);
    expect(mail.mails).toHaveLength(3);
  });

  it('tells of failures in a row once, until a scan is good', async () => {
    const one = worker();
    await ran('finished');
    for (let count = 0; count < 2; count += 1) {
      clock.advance(10_000);
      await ran('failed');
      await one.look();
    }
    expect(await inbox('bob')).toEqual(['The scan for expiring certificates failed']);
    clock.advance(10_000);
    await ran('finished');
    await one.look();
    expect(await inbox('bob')).toHaveLength(2);
  });

  it('tells of every pause, with its note', async () => {
    const one = worker();
    await ran('finished');
    for (const note of ['first\r\nBcc: evil@example.com', 'second']) {
      schedule = { ...schedule!, paused: true, note };
      await one.look();
      await one.look();
      clock.advance(1000);
      schedule = { ...schedule, paused: false };
      await one.look();
      clock.advance(1000);
    }
    expect(mail.mails).toHaveLength(4);
    expect(mail.mails.every(({ headers }) => !headers.has('bcc'))).toBe(true);
    const { entries } = await stores.entries.list({}, null, 10);
    expect(entries.filter(({ eventId }) => eventId === 4141).map(({ message }) => message)).toEqual([
      expect.stringContaining('second'),
      expect.stringContaining('first\\u000d\\u000aBcc'),
    ]);
  });

  it('mails again what the server did not take, and only that; messages and entries stay single', async () => {
    const one = worker();
    await ran('failed');
    mail.onMessage = () => ({ code: 451, text: 'later' });
    await one.look();
    expect(await stores.alarms.open()).toMatchObject([{ toTell: 'opened', tries: 1 }]);
    mail.onMessage = () => undefined;
    clock.advance(60_000);
    // Who tells has it for two minutes.
    await one.look();
    expect(mail.mails).toHaveLength(0);
    clock.advance(61_000);
    await both([one, worker()]);
    await one.look();
    expect(mail.mails).toHaveLength(1);
    expect(await inbox('alice')).toHaveLength(1);
    expect(await logged()).toHaveLength(1);
    expect(await stores.alarms.open()).toMatchObject([{ toTell: null }]);
  });

  it('takes over from a worker that died while telling', async () => {
    await ran('failed');
    const key = 'scan_failed.never';
    await stores.alarms.insert({ key, code: 'scan_failed', text: 'It failed.' }, clock.now(), clock.in(120_000));
    await worker().look();
    expect(mail.mails).toHaveLength(0);
    clock.advance(121_000);
    await both([worker(), worker()]);
    expect(mail.mails).toHaveLength(1);
  });
});
