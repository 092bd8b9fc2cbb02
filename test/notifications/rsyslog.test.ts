import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';
import type { EventLogEntry } from '../../src/domain/event-log/entry';
import { safeEntry } from '../../src/event-log/entry';
import { createSyslogSink } from '../../src/event-log/syslog-sink';
import { parseCef } from './support/cef';
import { parseRfc5424, unframe } from './support/rfc5424';
import { findRsyslog, startRsyslog, type Rsyslog } from './support/rsyslog';
import { createTlsFixture } from './support/tls';

/** What the syslog sink writes, read back by rsyslogd; where none is to be had, by a strict parser of our own. */
const hostile = 'CN=a"b]c\\d\r\n<13>1 - forged - - - [x y="z"]\u2028 ü€😀 %1 {{7*7}} =cmd';

function entry(entryId: string, change: Partial<EventLogEntry> = {}): EventLogEntry {
  return safeEntry({
    entryId,
    time: new Date('2030-01-02T03:04:05.678Z'),
    source: 'My source',
    eventId: 4101,
    level: 'Warning',
    category: 0,
    message: `Certificate expiring: ${hostile}`,
    data: { subject: hostile, serial: '1f' },
    firingId: 'f1',
    instanceId: null,
    itemId: null,
    host: 'host.example',
    ...change,
  });
}

const entries = [
  entry('e1'),
  entry('e2', { level: 'Error', eventId: 4113, message: 'plain', data: {} }),
  entry('e3', { level: 'Information', message: `${'€'.repeat(300)} end`, data: { issuer: '"]\\' } }),
];
const expected = [
  {
    pri: '108',
    hostname: 'host.example',
    appName: 'My_source',
    msgid: '4101',
    msg: `Certificate expiring: ${safeEntry(entry('e1')).data['subject']}`,
    data: {
      'cert@32473': { subject: safeEntry(entry('e1')).data['subject'], serial: '1f' },
      'certloom@32473': { entryId: 'e1', firingId: 'f1', category: '0' },
    },
  },
  {
    pri: '107',
    hostname: 'host.example',
    appName: 'My_source',
    msgid: '4113',
    msg: 'plain',
    data: { 'cert@32473': {}, 'certloom@32473': { entryId: 'e2', firingId: 'f1', category: '0' } },
  },
  {
    pri: '110',
    hostname: 'host.example',
    appName: 'My_source',
    msgid: '4101',
    msg: `${'€'.repeat(300)} end`,
    data: {
      'cert@32473': { issuer: '"]\\' },
      'certloom@32473': { entryId: 'e3', firingId: 'f1', category: '0' },
    },
  },
];

const transports = ['udp', 'tcp', 'tls'] as const;
let rsyslog: Rsyslog | undefined;

beforeAll(async () => {
  rsyslog = await findRsyslog();
  const found =
    rsyslog === undefined ? 'none: the strict parser reads alone' : `${rsyslog.version} (${rsyslog.program})`;
  process.stdout.write(`rsyslogd: ${found}${rsyslog?.hasTls === false ? ', without its TLS module' : ''}\n`);
}, 240_000);

describe('rsyslogd reads what was written', () => {
  const { key, cert } = createTlsFixture({ dns: ['localhost'], ip: ['127.0.0.1'] });

  it.each(transports)('%s', async (transport) => {
    if (rsyslog === undefined || (transport === 'tls' && !rsyslog.hasTls)) {
      process.stdout.write(`rsyslogd over ${transport}: not run, there is no rsyslogd that could\n`);
      return;
    }
    const running = await startRsyslog(rsyslog, transport, { key, cert });
    const host = transport === 'tls' ? 'localhost' : '127.0.0.1';
    const sink = createSyslogSink({ transport, host, port: running.port, ca: cert });
    try {
      for (const one of entries) await sink.write(one);
      const messages = await running.messages(entries.length);
      // The byte order mark is the message's encoding, not its text.
      const read = messages.map((message) => ({ ...message, msg: message.msg.replace(/^\ufeff/, '') }));
      expect(read).toEqual(expected);
    } finally {
      await sink.close();
      await running.close();
    }
  });

  it('CEF behind the same header', async () => {
    if (rsyslog === undefined) return;
    const running = await startRsyslog(rsyslog, 'tcp');
    const cef = { vendor: 'Certloom', product: 'Certloom', version: '1' };
    const sink = createSyslogSink({ transport: 'tcp', host: '127.0.0.1', port: running.port, format: { cef } });
    try {
      await sink.write(entries[0]!);
      const [message] = await running.messages(1);
      expect(message).toMatchObject({ pri: '108', appName: 'My_source', msgid: '4101' });
      const { header, extension } = parseCef(message!.msg);
      expect(header.slice(0, 5)).toEqual(['CEF:0', 'Certloom', 'Certloom', '1', '4101']);
      expect(extension).toMatchObject({ externalId: 'e1', cs1: expected[0]!.data['cert@32473'].subject });
    } finally {
      await sink.close();
      await running.close();
    }
  });
});

describe('a strict parser of RFC 5424 and RFC 6587 reads what was written', () => {
  const read = (texts: readonly string[]) =>
    texts.map(parseRfc5424).map(({ priority, hostname, appName, messageId, message, structuredData }) => ({
      pri: String(priority),
      hostname,
      appName,
      msgid: messageId,
      msg: message,
      data: structuredData,
    }));

  it('udp', async () => {
    const socket = createSocket('udp4');
    const received: string[] = [];
    socket.on('message', (message) => received.push(message.toString('utf8')));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const sink = createSyslogSink({ transport: 'udp', host: '127.0.0.1', port: socket.address().port });
    for (const one of entries) await sink.write(one);
    for (let tries = 0; tries < 200 && received.length < entries.length; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await sink.close();
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    expect(read(received)).toEqual(expected);
  });

  it('tcp, octet counting', async () => {
    const chunks: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (chunk: Buffer) => chunks.push(chunk)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sink = createSyslogSink({
      transport: 'tcp',
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
    });
    for (const one of entries) await sink.write(one);
    await sink.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    expect(read(unframe(Buffer.concat(chunks)))).toEqual(expected);
  });
});
