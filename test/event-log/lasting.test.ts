import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventLogEntry } from '../../src/domain/event-log/entry';
import { createFileSink } from '../../src/event-log/file-sink';
import { createJournaldSink } from '../../src/event-log/journald-sink';
import { createLastingLog } from '../../src/event-log/lasting-log';
import { createSyslogSink } from '../../src/event-log/syslog-sink';
import { createEventLogEntryStore } from '../../src/store/event-log/entries';
import { parseRfc5424 } from '../notifications/support/rfc5424';
import { openDatabase, type TestDatabase } from '../support/database';

const minute = 60_000;
const hostile = 'CN=a"b]c\\d\r\n<13>1 2030-01-01T00:00:00Z forged - - - - x';
/** What stands for it everywhere: line breaks are told, not made. */
const visible = 'CN=a"b]c\\d\\u000d\\u000a<13>1 2030-01-01T00:00:00Z forged - - - - x';

function entry(entryId: string, change: Partial<EventLogEntry> = {}): EventLogEntry {
  return {
    ...{ entryId, time: now, source: 'Certloom', eventId: 4101, level: 'Warning', category: 0, message: entryId },
    ...{ data: {}, firingId: null, instanceId: null, itemId: null, host: 'host' },
    ...change,
  };
}

let now = new Date('2030-01-01T00:00:00Z');
let database: TestDatabase;
let store: ReturnType<typeof createEventLogEntryStore>;
beforeAll(async () => {
  database = await openDatabase();
  store = createEventLogEntryStore(database.db);
  await database.buildIndexes();
});
afterAll(() => database.close());

/** A receiver of frames with octet counts at a port of its own, which can go away and come back. */
async function receiver() {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  const take = (socket: Socket) => {
    let rest = Buffer.alloc(0);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const blank = rest.indexOf(0x20);
        const length = Number(rest.subarray(0, blank).toString());
        if (blank < 0 || rest.length < blank + 1 + length) return;
        messages.push(rest.subarray(blank + 1, blank + 1 + length).toString());
        rest = rest.subarray(blank + 1 + length);
      }
    });
  };
  const start = async () => {
    server = createServer(take);
    await new Promise<void>((resolve) => server!.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  await start();
  return {
    messages,
    start,
    port: () => port,
    ids: () => messages.map((text) => parseRfc5424(text).structuredData['certloom@32473']?.['entryId']),
    stop: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise<void>((resolve) => server!.close(() => resolve()));
    },
  };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 300; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

const syslogAt = (port: number, isRequired = false) => ({
  ...createSyslogSink({ transport: 'tcp', host: '127.0.0.1', port }),
  isRequired,
});

it('L1 a hostile subject is one entry at each sink, with its value intact', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'certloom-log-'));
  const server = await receiver();
  const printed: string[] = [];
  const sinks = [
    createFileSink({ path: path.join(folder, 'log.jsonl') }),
    createJournaldSink({ write: (text, done) => (printed.push(text), done()) }),
    syslogAt(server.port()),
  ];
  const wrote = entry('hostile', { message: hostile, source: 'My "source"', data: { subject: hostile } });
  expect((await createLastingLog(store, sinks, () => now).write(wrote)).refused).toEqual([]);
  await until(() => server.messages.length > 0);
  const { messages } = server;
  await Promise.all(sinks.map((sink) => sink.close()));
  await server.stop();

  const lines = (await readFile(path.join(folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
  await rm(folder, { recursive: true });
  expect([lines, printed, messages].map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(JSON.parse(lines[0]!)).toMatchObject({ message: visible, data: { subject: visible } });
  expect(JSON.parse(printed[0]!.replace(/^<4>/, ''))).toMatchObject({ data: { subject: visible } });
  const read = parseRfc5424(messages[0]!);
  expect(read).toMatchObject({ appName: 'My_"source"', messageId: '4101', message: visible });
  expect(read.structuredData['cert@32473']).toEqual({ subject: visible });
  expect(await store.find('hostile')).toMatchObject({ message: visible, data: { subject: visible } });
});

describe('L6 a sink that is down', () => {
  it('and not required: the write succeeds, and the entry arrives later with the same id, in order', async () => {
    const server = await receiver();
    await server.stop();
    const sink = syslogAt(server.port());
    const log = createLastingLog(store, [sink], () => now);
    const first = now;
    for (const id of ['late 1', 'late 2']) {
      const { refused, delivery } = await log.write(entry(id, { time: now }));
      expect(refused).toEqual([]);
      expect(delivery).toMatchObject([{ sink: 'syslog', state: 'waiting', attempts: 1 }]);
      now = new Date(now.getTime() + 1_000);
    }
    // Nothing is due before its time.
    expect(await log.drain()).toBe(0);
    now = new Date(first.getTime() + 3 * minute);
    expect(await log.drain()).toBe(2);
    expect((await store.find('late 1'))?.delivery).toMatchObject([{ state: 'waiting', attempts: 2 }]);
    await server.start();
    now = new Date(first.getTime() + 10 * minute);
    expect(await log.drain()).toBe(2);
    await until(() => server.messages.length === 2);
    expect(server.ids()).toEqual(['late 1', 'late 2']);
    expect((await store.find('late 2'))?.delivery).toMatchObject([{ state: 'delivered', attempts: 3 }]);
    now = new Date(first.getTime() + 60 * minute);
    expect(await log.drain()).toBe(0);
    await sink.close();
    await server.stop();
  });

  it('and required: the write is refused, and a repeat under the same id reaches what was missing', async () => {
    const server = await receiver();
    await server.stop();
    const sink = syslogAt(server.port(), true);
    const told: string[] = [];
    const log = createLastingLog(
      store,
      [sink],
      () => now,
      ({ reason }) => told.push(reason ?? ''),
    );
    expect((await log.write(entry('needed'))).refused).toMatchObject([{ sink: 'syslog', error: 'sink_unavailable' }]);
    expect((await log.write(entry('needed'))).refused).toHaveLength(1);
    // It waits all the same, and operators hear of the sink once a minute.
    expect((await store.find('needed'))?.delivery).toMatchObject([{ state: 'waiting', attempts: 2 }]);
    expect(told).toEqual([expect.stringContaining('127.0.0.1')]);
    await server.start();
    expect((await log.write(entry('needed'))).refused).toEqual([]);
    await log.write(entry('needed'));
    await until(() => server.messages.length > 0);
    expect(server.ids()).toEqual(['needed']);
    await sink.close();
    await server.stop();
  });

  it('for a day: it is given up, and the entry says so', async () => {
    const server = await receiver();
    await server.stop();
    const sink = syslogAt(server.port());
    const log = createLastingLog(store, [sink], () => now);
    await log.write(entry('never', { time: now }));
    now = new Date(now.getTime() + 24 * 60 * minute);
    expect(await log.drain()).toBe(1);
    expect((await store.find('never'))?.delivery).toMatchObject([{ state: 'failed', attempts: 2 }]);
    now = new Date(now.getTime() + 60 * minute);
    expect(await log.drain()).toBe(0);
    await sink.close();
  });
});

it('what a process has stored and not sent before it ended is sent by another, by one of several', async () => {
  await store.putLasting(entry('orphan', { time: now }), null, new Date(now.getTime() + 2 * minute));
  const server = await receiver();
  const [one, other] = [syslogAt(server.port()), syslogAt(server.port())];
  now = new Date(now.getTime() + 3 * minute);
  const drained = await Promise.all([one, other].map((sink) => createLastingLog(store, [sink], () => now).drain()));
  expect(drained.reduce((sum, count) => sum + count)).toBe(1);
  await until(() => server.messages.length > 0);
  expect(server.ids()).toEqual(['orphan']);
  await Promise.all([one.close(), other.close()]);
  await server.stop();
});

it('more than are taken together is sent in one go once the sink is there', async () => {
  const ids = Array.from({ length: 220 }, (_, index) => `many-${index}`);
  await Promise.all(ids.map((id) => store.putLasting(entry(id, { time: now }), null, now)));
  const written: string[] = [];
  const sink = {
    name: 'file',
    write: async (one: EventLogEntry) => void written.push(one.entryId),
    close: async () => undefined,
  };
  expect(await createLastingLog(store, [sink], () => now).drain()).toBe(ids.length);
  expect(written.filter((id) => id.startsWith('many-')).sort()).toEqual([...ids].sort());
});

it('L7 a named sink that the process does not have is refused, and the others have the entry', async () => {
  const printed: string[] = [];
  const journald = createJournaldSink({ write: (text, done) => (printed.push(text), done()) });
  const log = createLastingLog(store, [journald], () => now);
  const { refused } = await log.write(entry('windows'), ['journald', 'windows']);
  expect(refused).toMatchObject([{ sink: 'windows', error: 'sink_unavailable' }]);
  expect(printed).toHaveLength(1);
});
