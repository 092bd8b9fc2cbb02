import { createSocket } from 'node:dgram';
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type { EventLogEntry } from '../../src/domain/event-log/entry';
import { createFileSink } from '../../src/event-log/file-sink';
import { SinkFailure, type EventLogSink } from '../../src/event-log/sink';
import { createSyslogSink, parseSyslogUrl, udpLimit } from '../../src/event-log/syslog-sink';
import { createEventLogWriter } from '../../src/event-log/writer';
import { createEventLogEntryStore } from '../../src/store/event-log/entries';
import { openDatabase, type TestDatabase } from '../support/database';
import { createTlsFixture } from './support/tls';

const hostile = 'CN=a\r\n<13>1 forged - - - - -\u2028\u202e"]\\';

function entry(entryId: string, change: Partial<EventLogEntry> = {}): EventLogEntry {
  return {
    entryId,
    time: new Date('2030-01-01T00:00:00Z'),
    source: 'Certloom',
    eventId: 4101,
    level: 'Warning',
    category: 0,
    message: `Certificate expiring: ${entryId}`,
    data: { subject: 'CN=a' },
    firingId: null,
    instanceId: null,
    itemId: null,
    host: 'host',
    ...change,
  };
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 200; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'certloom-log-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes one JSON object a line, readable by its owner only, in order under load', async () => {
    const file = path.join(folder, 'deep', 'event-log.jsonl');
    const sink = createFileSink({ path: file });
    await Promise.all(Array.from({ length: 200 }, (_, index) => sink.write(entry(`e${index}`))));
    await sink.close();
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).entryId)).toEqual(
      Array.from({ length: 200 }, (_, index) => `e${index}`),
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('L5 rotates before the limit, keeps so many files, and goes on after a restart', async () => {
    const file = path.join(folder, 'event-log.jsonl');
    const line = Buffer.byteLength(`${JSON.stringify(entry('e000'))}\n`);
    const options = { path: file, maxBytes: 4 * line, keep: 3 };
    for (let round = 0; round < 4; round += 1) {
      const sink = createFileSink(options);
      for (let index = 0; index < 5; index += 1)
        await sink.write(entry(`e${String(round * 5 + index).padStart(3, '0')}`));
      await sink.close();
    }
    const names = (await readdir(folder)).sort();
    expect(names).toEqual(['event-log.jsonl', 'event-log.jsonl.1', 'event-log.jsonl.2']);
    const ids: string[] = [];
    for (const name of [...names].reverse()) {
      expect((await stat(path.join(folder, name))).size).toBeLessThanOrEqual(options.maxBytes);
      const text = await readFile(path.join(folder, name), 'utf8');
      ids.push(
        ...text
          .trimEnd()
          .split('\n')
          .map((one) => JSON.parse(one).entryId as string),
      );
    }
    expect(ids).toEqual(Array.from({ length: 12 }, (_, index) => `e${String(index + 8).padStart(3, '0')}`));
  });

  it('L5 rotates over 50 MiB and keeps ten files where nothing else is said', async () => {
    const large = path.join(folder, 'large.jsonl');
    const message = 'x'.repeat(9 * 1024 * 1024);
    const sink = createFileSink({ path: large });
    // Five fit into one file.
    for (let index = 0; index < 6; index += 1) await sink.write(entry(`e${index}`, { message }));
    await sink.close();
    expect((await readdir(folder)).sort()).toEqual(['large.jsonl', 'large.jsonl.1']);
    expect((await stat(`${large}.1`)).size).toBeGreaterThan(45 * 1024 * 1024);
    expect((await stat(`${large}.1`)).size).toBeLessThanOrEqual(50 * 1024 * 1024);

    const many = path.join(folder, 'many.jsonl');
    const small = createFileSink({ path: many, maxBytes: 1_000 });
    for (let index = 0; index < 100; index += 1) await small.write(entry(`e${index}`));
    await small.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('many'))).toHaveLength(10);
  });

  it('rotates in the middle of what is written at once', async () => {
    const file = path.join(folder, 'event-log.jsonl');
    const line = Buffer.byteLength(`${JSON.stringify(entry('e0'))}\n`);
    const sink = createFileSink({ path: file, maxBytes: 3 * line });
    await sink.write(entry('e0'));
    await Promise.all([1, 2, 3, 4, 5, 6].map((number) => sink.write(entry(`e${number}`))));
    await sink.close();
    const ids = async (name: string) =>
      (await readFile(name, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((text) => JSON.parse(text).entryId as string);
    expect(await Promise.all([`${file}.2`, `${file}.1`, file].map(ids))).toEqual([
      ['e0', 'e1', 'e2'],
      ['e3', 'e4', 'e5'],
      ['e6'],
    ]);
  });

  it('keeps whole lines on a full disk, and after a process that was killed in the middle of one', async () => {
    const file = path.join(folder, 'event-log.jsonl');
    await writeFile(file, '{"entryId":"half');
    const sink = createFileSink({ path: file });
    await sink.write(entry('e1'));
    // The disk takes half of the next line and then no more; a new file handle finds room again.
    const probe = await open(file, 'a');
    const handles = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const append = handles.appendFile;
    jest.spyOn(handles, 'appendFile').mockImplementationOnce(async function (this: FileHandle, data) {
      await append.call(this, (data as Buffer).subarray(0, 20));
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    await expect(sink.write(entry('e2'))).rejects.toMatchObject({ code: 'ENOSPC' });
    await sink.write(entry('e2'));
    await sink.write(entry('e3'));
    await sink.close();
    const [broken, ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(broken).toBe('{"entryId":"half');
    expect(lines.map((line) => JSON.parse(line).entryId)).toEqual(['e1', 'e2', 'e3']);
  });

  it('a place that cannot be written to is a failure', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const sink = createFileSink({ path: path.join(folder, 'file', 'event-log.jsonl') });
    await expect(sink.write(entry('e1'))).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
  });
});

describe('syslog', () => {
  const { key, cert } = createTlsFixture({ dns: ['localhost'] });

  /** Reads frames by their octet count (RFC 6587, section 3.4.1); throws on anything else. */
  function unframe(bytes: Buffer): string[] {
    const frames: string[] = [];
    for (let at = 0; at < bytes.length;) {
      const space = bytes.indexOf(0x20, at);
      const length = Number(bytes.subarray(at, space).toString('ascii'));
      if (!Number.isInteger(length) || space < 0 || space + 1 + length > bytes.length) throw new Error('broken frame');
      frames.push(bytes.subarray(space + 1, space + 1 + length).toString('utf8'));
      at = space + 1 + length;
    }
    return frames;
  }

  async function receiver(tls: boolean) {
    const chunks: Buffer[] = [];
    const sockets: Socket[] = [];
    const take = (socket: Socket) => {
      sockets.push(socket);
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('error', () => undefined);
    };
    const server = tls ? createTlsServer({ key, cert }, take) : createServer(take);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return {
      sockets,
      port: (server.address() as AddressInfo).port,
      frames: () => unframe(Buffer.concat(chunks)),
      close: () =>
        new Promise<void>((resolve) => {
          sockets.forEach((socket) => socket.destroy());
          server.close(() => resolve());
        }),
    };
  }

  it('L2 UDP: one datagram each, cut with a mark', async () => {
    const socket = createSocket('udp4');
    const received: string[] = [];
    socket.on('message', (message) => received.push(message.toString('utf8')));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const sink = createSyslogSink({ transport: 'udp', host: '127.0.0.1', port: socket.address().port });
    await sink.write(entry('e1'));
    await sink.write(entry('e2', { message: '€'.repeat(5_000) }));
    await until(() => received.length === 2);
    await sink.close();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    expect(received[0]).toMatch(
      /^<108>1 2030-01-01T00:00:00.000Z host Certloom \d+ 4101 \[cert@32473 subject="CN=a"\]/,
    );
    expect(Buffer.byteLength(received[1]!)).toBeLessThanOrEqual(udpLimit);
    expect(received[1]).toContain('truncated="1"');
    expect(received[1]!.endsWith('€')).toBe(true);
  });

  it.each([{ transport: 'tcp' as const }, { transport: 'tls' as const }])(
    'L2 $transport: octet counting, whole messages, a new connection after the receiver hung up',
    async ({ transport }) => {
      const server = await receiver(transport === 'tls');
      const sink = createSyslogSink({ transport, host: 'localhost', port: server.port, ca: cert });
      const long = entry('long', { message: `${'€'.repeat(20_000)} end` });
      await Promise.all([sink.write(entry('e1')), sink.write(long), sink.write(entry('e3'))]);
      await until(() => server.frames().length === 3);
      expect(server.sockets).toHaveLength(1);
      expect(server.frames().map((frame) => /entryId="(\w+)"/.exec(frame)?.[1])).toEqual(['e1', 'long', 'e3']);
      expect(server.frames()[1]).toMatch(/ end$/);

      server.sockets[0]!.end();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await sink.write(entry('e4'));
      await until(() => server.frames().length === 4);
      expect(server.sockets).toHaveLength(2);
      await sink.close();
      await server.close();
    },
  );

  it('L3 TLS checks the certificate and the host name', async () => {
    const server = await receiver(true);
    const unknown = createSyslogSink({ transport: 'tls', host: 'localhost', port: server.port });
    const misnamed = createSyslogSink({ transport: 'tls', host: '127.0.0.1', port: server.port, ca: cert });
    await expect(unknown.write(entry('e1'))).rejects.toBeInstanceOf(SinkFailure);
    await expect(misnamed.write(entry('e1'))).rejects.toBeInstanceOf(SinkFailure);
    expect(server.frames()).toEqual([]);
    await unknown.close();
    await misnamed.close();
    await server.close();
  });

  it('a receiver that is away is a failure, and its return is noticed', async () => {
    const first = await receiver(false);
    await first.close();
    const sink = createSyslogSink({ transport: 'tcp', host: 'localhost', port: first.port });
    await expect(sink.write(entry('e1'))).rejects.toMatchObject({ code: 'sink_unavailable' });
    await sink.close();
  });

  it.each([
    ['udp://log.example', { transport: 'udp', host: 'log.example', port: 514 }],
    ['tcp://log.example:1514', { transport: 'tcp', host: 'log.example', port: 1514 }],
    ['tls://[::1]', { transport: 'tls', host: '::1', port: 6514 }],
  ])('reads %s', (url, expected) => expect(parseSyslogUrl(url)).toEqual(expected));
  it('refuses another scheme', () => expect(() => parseSyslogUrl('http://log.example')).toThrow(RangeError));
});

describe('writer and database view', () => {
  let database: TestDatabase;
  let store: ReturnType<typeof createEventLogEntryStore>;
  beforeAll(async () => {
    database = await openDatabase();
    store = createEventLogEntryStore(database.db);
    await database.buildIndexes();
  });
  afterAll(() => database.close());

  function scripted(name: string, failures: number) {
    const written: string[] = [];
    let left = failures;
    const sink: EventLogSink = {
      name,
      async write({ entryId }) {
        left -= 1;
        if (left >= 0) throw new SinkFailure('sink_unavailable');
        written.push(entryId);
      },
      close: async () => undefined,
    };
    return { sink, written };
  }

  it('a repeat reaches only the sinks that failed, under the same id', async () => {
    const good = scripted('file', 0);
    const shaky = scripted('syslog', 2);
    const writer = createEventLogWriter(store, [good.sink, shaky.sink]);
    const states = async () => (await writer.write(entry('repeat'))).map(({ sink, state }) => `${sink}:${state}`);
    expect(await states()).toEqual(['database:delivered', 'file:delivered', 'syslog:failed']);
    expect(await states()).toEqual(['database:delivered', 'file:delivered', 'syslog:failed']);
    expect(await states()).toEqual(['database:delivered', 'file:delivered', 'syslog:delivered']);
    await states();
    expect([good.written, shaky.written]).toEqual([['repeat'], ['repeat']]);
    expect((await store.find('repeat'))?.delivery).toEqual([
      { sink: 'file', state: 'delivered', attempts: 1, error: null },
      { sink: 'syslog', state: 'delivered', attempts: 3, error: null },
    ]);
  });

  it('without the database nothing is written', async () => {
    const sink = scripted('file', 0);
    const away = { put: () => Promise.reject(new Error('away')), recordDeliveries: async () => undefined };
    expect(await createEventLogWriter(away, [sink.sink]).write(entry('x'))).toEqual([
      { sink: 'database', state: 'failed', attempts: 1, error: 'store_unavailable' },
    ]);
    expect(sink.written).toEqual([]);
  });

  it('SEC11 no value opens a second line or hides', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'certloom-log-'));
    const file = path.join(folder, 'event-log.jsonl');
    const sink = createFileSink({ path: file });
    await createEventLogWriter(store, [sink]).write(
      entry('hostile', { message: hostile, source: hostile, data: { subject: hostile, 'a.$b': hostile } }),
    );
    await sink.close();
    const text = await readFile(file, 'utf8');
    await rm(folder, { recursive: true });
    expect(text.match(/\n/g)).toHaveLength(1);
    expect(text).not.toMatch(/[\r\u2028\u202e]/);
    const safe = 'CN=a\\u000d\\u000a<13>1 forged - - - - -\\u2028\\u202e"]\\';
    expect(JSON.parse(text)).toMatchObject({ message: safe, data: { subject: safe, 'a.$b': safe } });
    expect(await store.find('hostile')).toMatchObject({ message: safe, data: { 'a.$b': safe } });
  });

  it('lists newest first by every filter, page by page', async () => {
    const at = (minute: number) => new Date(Date.UTC(2031, 0, 1, 0, minute));
    for (let index = 0; index < 7; index += 1) {
      const { delivery: _delivery, ...row } = {
        ...entry(`p${index}`, {
          time: at(Math.floor(index / 2)),
          level: index % 2 === 0 ? 'Error' : 'Warning',
          source: index < 3 ? 'One' : 'Two',
          eventId: 100 + index,
          message: index === 4 ? 'Needle (in .* a stack' : 'hay',
          data: { subject: index === 5 ? 'cn=NEEDLE (in' : '' },
        }),
        delivery: [],
      };
      await store.put(row);
    }
    const from = at(0);
    const ids = async (filter: Parameters<typeof store.list>[0], limit = 50) =>
      (await store.list({ from, ...filter }, null, limit)).entries.map(({ entryId }) => entryId);
    expect(await ids({})).toEqual(['p6', 'p5', 'p4', 'p3', 'p2', 'p1', 'p0']);
    expect(await ids({ level: 'Error' })).toEqual(['p6', 'p4', 'p2', 'p0']);
    expect(await ids({ source: 'One', level: 'Error' })).toEqual(['p2', 'p0']);
    expect(await ids({ eventId: 103 })).toEqual(['p3']);
    expect(await ids({ to: at(1) })).toEqual(['p1', 'p0']);
    expect(await ids({ text: 'needle (IN' })).toEqual(['p5', 'p4']);
    expect(await ids({ text: '.*' })).toEqual(['p4']);

    const pages: string[][] = [];
    let after: Parameters<typeof store.list>[1] = null;
    do {
      const { entries, next } = await store.list({ from }, after, 3);
      pages.push(entries.map(({ entryId }) => entryId));
      after = next;
      if (pages.length === 1) {
        const { delivery: _delivery, ...late } = { ...entry('late', { time: at(9) }), delivery: [] };
        await store.put(late);
      }
    } while (after !== null);
    expect(pages).toEqual([['p6', 'p5', 'p4'], ['p3', 'p2', 'p1'], ['p0']]);
  });

  it('retention removes what is older', async () => {
    await store.put(entry('old', { time: new Date('2001-01-01T00:00:00Z') }));
    expect(await store.removeOlder(new Date('2001-01-01T00:00:00Z'))).toBe(0);
    expect(await store.removeOlder(new Date('2002-01-01T00:00:00Z'))).toBe(1);
    expect(await store.find('old')).toBeNull();
  });
});
