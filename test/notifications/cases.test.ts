import { randomBytes } from 'node:crypto';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import { createTeamsSender } from '../../src/delivery/channels/teams';
import { listIdOf } from '../../src/delivery/mail/list-id';
import { createMailer, type Mail, type MailerOptions } from '../../src/delivery/mail/mailer';
import type { CertificateRecord } from '../../src/domain/certificates/certificate';
import type { EventLogEntry } from '../../src/domain/event-log/entry';
import { createEventLogWriter } from '../../src/event-log/writer';
import { createSyslogSink, parseSyslogUrl } from '../../src/event-log/syslog-sink';
import { createHttpSender } from '../../src/outbound/http-client';
import { createOutboundGuard, type Resolve } from '../../src/outbound/outbound-guard';
import type { ProxyOptions } from '../../src/outbound/proxy';
import { withPublicAuthorities } from '../../src/outbound/trust';
import { createSecretBox } from '../../src/secrets/secret-box';
import { createNotices } from '../../src/services/notifications/notices';
import { readCertificate } from '../../src/x509/facts';
import { plainNotice } from '../support/outgoing-notice';
import { startHttpProxy } from './support/http-proxy';
import { startHttpReceiver } from './support/http-receiver';
import { createLedgerWorld, pace, type LedgerWorld } from './support/ledger';
import { decodedHeader } from './support/mime';
import { startMailCatcher, type MailCatcher } from './support/smtp';
import { createTlsFixture } from './support/tls';

/** The rows M1 to M10 of what failed once in mail, webhooks and syslog: real servers, real sockets, real TLS. */
const idle = new AbortController().signal;
const timeouts = { connectMs: 1_000, socketMs: 1_500, totalMs: 4_000 };
const { key, cert } = createTlsFixture({ dns: ['localhost', 'hooks.example'], ip: ['127.0.0.1'] });
const elsewhere = createTlsFixture({ dns: ['other.example'] });
const closing: (() => Promise<void> | void)[] = [];
let world: LedgerWorld;

beforeAll(async () => {
  world = await createLedgerWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function catcher(options: SMTPServerOptions = {}): Promise<MailCatcher> {
  const started = await startMailCatcher(options);
  closing.push(() => started.close());
  return started;
}

function mailerTo(url: string, options: Partial<MailerOptions> = {}) {
  const made = createMailer({ url, timeouts, ...options });
  closing.push(() => made.close());
  return made;
}

const mail = (change: Partial<Mail> = {}): Mail => ({
  messageId: `<${randomBytes(8).toString('hex')}@certloom.example>`,
  from: { name: 'Certloom', address: 'certloom@certloom.example' },
  to: 'ann@example.com',
  subject: 'S',
  text: 'T\n',
  html: null,
  ...change,
});

describe('case-M1: a refusal that is about us or passes by is tried again, and delivered once', () => {
  async function deliveredAfter(url: string, reply: string): Promise<void> {
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const [id] = (await world.open(world.firing(), [profile.uuid])).ids;
    const activities = createNotices({ ...world.deps, senders: world.sendersWith(url) });
    await world.send([id!], activities);
    const failed = await world.deliveries.find(id!);
    expect(failed).toMatchObject({ status: 'retrying', attempts: [{ result: 'failed' }] });
    expect(failed!.attempts[0]!.error).toMatch(/^smtp_failed: The mail server 127\.0\.0\.1:\d+ answered /);
    expect(failed!.attempts[0]!.error).toContain(reply);
    world.pass(pace.initialMs);
    await world.send([id!], activities);
    expect(await world.deliveries.find(id!)).toMatchObject({ status: 'delivered', attemptCount: 2 });
  }

  it.each([
    '530 5.7.0 Must issue a STARTTLS command first',
    '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
    '553 5.7.1 Sender address rejected: not owned by user',
    '501 Syntax error',
  ])('MAIL FROM %s', async (reply) => {
    let refuses = true;
    const server = await catcher({
      onMailFrom: (_address, _session, done) => {
        if (!refuses) return done();
        refuses = false;
        done(Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) }));
      },
    });
    await deliveredAfter(`smtp://127.0.0.1:${server.port}?tls=none`, reply);
    expect(server.mails).toHaveLength(1);
  });

  it.each(['530 5.7.1 Authentication required', '550 5.7.1 Relaying denied', '552 5.2.2 Mailbox full'])(
    'RCPT TO %s',
    async (reply) => {
      const server = await catcher();
      server.onRecipient = () => {
        server.onRecipient = () => undefined;
        return { code: Number(reply.slice(0, 3)), text: reply.slice(4) };
      };
      await deliveredAfter(`smtp://127.0.0.1:${server.port}?tls=none`, reply);
      expect(server.mails).toHaveLength(1);
    },
  );

  it('DATA 503', async () => {
    let refuses = true;
    let taken = 0;
    const server = createServer((socket: Socket) => {
      let inData = false;
      socket.on('error', () => undefined);
      socket.write('220 here\r\n');
      socket.on('data', (data: Buffer) => {
        const text = data.toString('latin1');
        if (inData) {
          if (!text.includes('\r\n.\r\n')) return;
          inData = false;
          taken += 1;
          socket.write('250 ok\r\n');
        } else if (text.startsWith('DATA')) {
          inData = !refuses;
          socket.write(refuses ? '503 Bad sequence of commands\r\n' : '354 go on\r\n');
          refuses = false;
        } else socket.write(text.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n');
      });
      closing.push(() => void socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    await deliveredAfter(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}?tls=none`, '503');
    expect(taken).toBe(1);
  });

  it('a recipient that does not exist ends at once', async () => {
    const server = await catcher();
    server.onRecipient = () => ({ code: 550, text: '5.1.1 no such user' });
    const sent = await mailerTo(`smtp://127.0.0.1:${server.port}?tls=none`).send(mail(), idle);
    expect(sent).toMatchObject({ kind: 'permanent', error: 'smtp_refused' });
  });
});

it('case-M2: Retry-After 3600.5 on a 429 is 3601 s', async () => {
  const receiver = await startHttpReceiver();
  closing.push(() => receiver.close());
  receiver.answer = () => ({ status: 429, headers: { 'Retry-After': '3600.5' } });
  const http = createHttpSender({ guard: createOutboundGuard(['127.0.0.1']) });
  closing.push(() => http.close());
  expect(await http.post(receiver.url, {}, Buffer.from('{}'), idle)).toMatchObject({
    kind: 'answered',
    answer: { status: 429, retryAfterMs: 3_601_000 },
  });
});

describe('case-M3: a relay whose certificate nobody knows', () => {
  const starttls: SMTPServerOptions = { key, cert, disabledCommands: ['AUTH'] };

  it('without a password: delivered, encrypted and marked unverified, in the ledger too', async () => {
    const server = await catcher(starttls);
    const url = `smtp://127.0.0.1:${server.port}`;
    const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
    const [id] = (await world.open(world.firing(), [profile.uuid])).ids;
    await world.send([id!], createNotices({ ...world.deps, senders: world.sendersWith(url) }));
    const row = await world.deliveries.find(id!);
    expect(row).toMatchObject({ status: 'delivered', attempts: [{ result: 'delivered', error: null }] });
    expect(row!.attempts[0]!.note).toMatch(/self-signed certificate.*DEPTH_ZERO_SELF_SIGNED_CERT.*encrypted/);
    expect(server.mails).toMatchObject([{ secure: true }]);
  });

  it.each([
    { name: '?tls=verify', from: 'smtp://127.0.0.1', query: '?tls=verify', options: starttls },
    { name: 'a password', from: 'smtp://u:p@127.0.0.1', query: '', options: starttls },
    { name: 'smtps', from: 'smtps://127.0.0.1', query: '', options: { ...starttls, secure: true } },
  ])('$name refuses, with the reason', async ({ from, query, options }) => {
    const server = await catcher(options);
    expect(await mailerTo(`${from}:${server.port}${query}`).send(mail(), idle)).toMatchObject({
      kind: 'temporary',
      error: 'tls_failed',
      detail: expect.stringMatching(
        new RegExp(`127\\.0\\.0\\.1:${server.port} .*DEPTH_ZERO_SELF_SIGNED_CERT`),
      ) as string,
    });
    expect(server.mails).toEqual([]);
  });

  it.each(['', '?tls=verify'])('with its authority named it is verified: "%s"', async (query) => {
    const server = await catcher(starttls);
    const url = `smtp://localhost:${server.port}${query}`;
    for (const ca of [cert, withPublicAuthorities(cert)]) {
      expect(await mailerTo(url, { ca }).send(mail(), idle)).toEqual({ kind: 'delivered' });
    }
    expect(server.mails).toMatchObject([{ secure: true }, { secure: true }]);
  });

  it('a certificate for another name is refused by verify and marked else', async () => {
    const server = await catcher({ ...elsewhere, disabledCommands: ['AUTH'] });
    const url = `smtp://localhost:${server.port}`;
    const ca = elsewhere.cert;
    expect(await mailerTo(`${url}?tls=verify`, { ca }).send(mail(), idle)).toMatchObject({ error: 'tls_failed' });
    const sent = await mailerTo(url, { ca }).send(mail(), idle);
    expect(sent).toMatchObject({ kind: 'delivered', note: expect.stringContaining('another name') as string });
  });

  it('a relay without STARTTLS gets it in plain, marked', async () => {
    const server = await catcher();
    const sent = await mailerTo(`smtp://127.0.0.1:${server.port}`).send(mail(), idle);
    expect(sent).toMatchObject({ kind: 'delivered', note: expect.stringContaining('without encryption') as string });
    expect(server.mails).toMatchObject([{ secure: false }]);
  });
});

it('case-M4: refused port, unknown host, wrong name, self-signed: each has its own text, with host and port', async () => {
  const gone = await startMailCatcher();
  await gone.close();
  const secure = await catcher({ key, cert, secure: true, disabledCommands: ['AUTH'] });
  const misnamed = await catcher({ ...elsewhere, secure: true, disabledCommands: ['AUTH'] });
  const cases = [
    { url: `smtp://127.0.0.1:${gone.port}`, code: 'connection_failed', said: 'ECONNREFUSED', at: gone.port },
    { url: 'smtp://mail.invalid:2525', code: 'name_not_resolved', said: 'ENOTFOUND|EAI_AGAIN', at: 2525 },
    { url: `smtps://localhost:${misnamed.port}`, code: 'tls_failed', said: 'ALTNAME', at: misnamed.port },
    { url: `smtps://127.0.0.1:${secure.port}`, code: 'tls_failed', said: 'SELF_SIGNED', at: secure.port },
  ];
  const texts = new Set<string>();
  for (const { url, code, said, at } of cases) {
    const ca = url.includes(String(misnamed.port)) ? { ca: elsewhere.cert } : {};
    for (const result of [await mailerTo(url, ca).send(mail(), idle), await mailerTo(url, ca).check(idle)]) {
      expect(result).toMatchObject({ kind: 'temporary', error: code });
      const detail = result.kind === 'delivered' ? '' : result.detail;
      expect(detail).toMatch(new RegExp(`:${at} .*(?:${said})`));
      texts.add(detail.replace(/^.*?:\d+ /, ''));
    }
  }
  expect(texts.size).toBe(cases.length);
});

it('case-M5: the name in EHLO is the one that was given', async () => {
  const names: string[] = [];
  const server = await catcher({
    onMailFrom: (_address, { hostNameAppearsAs }: SMTPServerSession, done) => {
      names.push(String(hostNameAppearsAs));
      done();
    },
  });
  await mailerTo(`smtp://127.0.0.1:${server.port}?tls=none`, { name: 'certloom.example' }).send(mail(), idle);
  expect(names).toEqual(['certloom.example']);
});

describe('case-M6: what has the form of an encoded word is read as it stands there', () => {
  const der =
    'MIIBIzCByqADAgECAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWkwHhcNMjYwMTAxMDAwMDAwWhcNMzAwMTAxMDAwMDAwWjArMSkwJwYDVQQDDCB4ID0/VVRGLTg/Qj80b0N1WjNCcUxtVjRaUT09Pz0geTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDVYeTrY2x5Rf2w61XA7DBFDVtIv+sU8z+ROklcyR2xIY3xbMSuOjBUF1o9VbXoaTkjb3vjqpv3fdbjuVs7c6gowCgYIKoZIzj0EAwIDSAAwRQIhAIp2UTcYfIpOR/d0yWRHpkTLxb5ur/2jKHars4FANH+dAiABQ803CFJKZ7bvDiUTHlQ6MUi+8YVgq3PEmdeVaWqllg==';
  const { commonName } = readCertificate(Buffer.from(der, 'base64')).facts;

  it('in subject, display names and List-Id', async () => {
    const server = await catcher();
    const name = commonName!;
    expect(name).toContain('=?UTF-8?B?');
    const sent = mail({
      subject: name,
      from: { name, address: 'certloom@certloom.example' },
      replyTo: { name: `${name} "q"`, address: 'team@certloom.example' },
      listId: listIdOf(name, 'p1', 'certloom.example'),
    });
    await mailerTo(`smtp://127.0.0.1:${server.port}?tls=none`).send(sent, idle);
    const [{ headers }] = server.mails as [(typeof server.mails)[number]];
    const read = (header: string) => decodedHeader(headers.get(header)![0]!);
    expect(read('subject')).toBe(name);
    expect(read('from')).toBe(`${name} <certloom@certloom.example>`);
    expect(read('reply-to')).toBe(`${name} "q" <team@certloom.example>`);
    expect(read('list-id')).toBe(`${name} <p1.notifications.certloom.example>`);
  });
});

it('case-M7: addresses as people write them; what is left over is an error of the action', async () => {
  const profile = await world.profile({ recipientType: 'object', recipientAttribute: 'contact' });
  const content = ['a@x.example; b@y.example', 'Team <c@x.example>', 'd@x.example ', 'nobody knows'];
  const attributes = { u1: { name: 'contact', contentType: 'string', content: content.map((data) => ({ data })) } };
  const firing = world.firing('certificate_uploaded', {
    certificate: { uuid: 'c1', attributes, subjectAlternativeNames: [] } as unknown as CertificateRecord,
  });
  const opened = await world.open(firing, [profile.uuid]);
  expect(opened).toMatchObject({ outcome: 'failed', code: 'recipient_invalid' });
  expect(opened.message).toContain('"nobody knows"');
  const rows = await Promise.all(opened.ids.map((id) => world.deliveries.find(id)));
  expect(rows.map((row) => row!.recipient.value).sort()).toEqual([
    'a@x.example',
    'b@y.example',
    'c@x.example',
    'd@x.example',
  ]);
});

describe('case-M8: proxy and private authority', () => {
  async function receiver(): Promise<{ port: number; hosts: string[] }> {
    const hosts: string[] = [];
    const server = createHttpsServer({ key, cert }, (request, response) => {
      hosts.push(request.headers.host ?? '');
      request.resume().on('end', () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    });
    return { port: (server.address() as AddressInfo).port, hosts };
  }

  const answering =
    (...addresses: string[]): Resolve =>
    (_host, _options, done) =>
      done(null, [{ address: addresses.length > 1 ? addresses.shift()! : addresses[0]!, family: 4 }]);

  function senderVia(proxy: ProxyOptions | undefined, allow: string[], resolve?: Resolve) {
    const guard = createOutboundGuard(allow, resolve);
    const http = createHttpSender({
      guard,
      timeoutMs: 3_000,
      ca: withPublicAuthorities(cert),
      ...(proxy === undefined ? {} : { proxy }),
    });
    closing.push(() => http.close());
    return (url: string) => http.post(url, {}, Buffer.from('{}'), idle);
  }

  async function proxyTo(port: number) {
    const proxy = await startHttpProxy(() => port);
    closing.push(() => proxy.close());
    return proxy;
  }

  it('the proxy is asked for the address that was checked; the certificate is that of the name', async () => {
    const { port, hosts } = await receiver();
    const proxy = await proxyTo(port);
    const url = proxy.url.replace('://', '://ann:p%40ss@');
    const post = senderVia({ url }, [], answering('93.184.216.34'));
    expect(await post(`https://hooks.example:${port}/x`)).toMatchObject({ answer: { status: 204 } });
    expect(proxy.asked).toEqual([`93.184.216.34:${port}`]);
    expect(proxy.authorizations).toEqual([`Basic ${Buffer.from('ann:p@ss').toString('base64')}`]);
    expect(hosts).toEqual([`hooks.example:${port}`]);
    const other = await post(`https://another.example:${port}/x`);
    expect(other).toMatchObject({ code: 'tls_failed', reason: expect.stringContaining('another name') as string });
  });

  it('names that the operator vouches for are handed over as names', async () => {
    const { port } = await receiver();
    const proxy = await proxyTo(port);
    const unknown: Resolve = (_host, _options, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    const post = senderVia({ url: proxy.url }, ['hooks.example'], unknown);
    expect(await post(`https://hooks.example:${port}/x`)).toMatchObject({ answer: { status: 204 } });
    expect(proxy.asked).toEqual([`hooks.example:${port}`]);
    expect(await post('https://nowhere.example/x')).toMatchObject({ kind: 'failed', code: 'name_not_resolved' });
  });

  it.each([
    { name: 'a private literal', url: 'https://10.0.0.1/x' },
    { name: 'loopback', url: 'https://127.0.0.1/x' },
    { name: 'metadata', url: 'http://169.254.169.254/latest' },
    { name: 'a name that leads inside', url: 'https://inside.example/x' },
  ])('the guard stands before the proxy: $name', async ({ url }) => {
    const proxy = await proxyTo(1);
    const post = senderVia({ url: proxy.url }, [], answering('10.0.0.1'));
    expect(await post(url)).toMatchObject({ kind: 'refused', code: 'address_not_allowed' });
    expect(proxy.asked).toEqual([]);
  });

  it('NO_PROXY goes directly, a private authority is trusted there too', async () => {
    const { port } = await receiver();
    const proxy = await proxyTo(port);
    const post = senderVia({ url: proxy.url, except: ['127.0.0.0/8'] }, ['127.0.0.1']);
    expect(await post(`https://127.0.0.1:${port}/x`)).toMatchObject({ answer: { status: 204 } });
    expect(proxy.asked).toEqual([]);
  });

  it('a proxy that refuses or is away may be right later', async () => {
    const proxy = await proxyTo(1);
    proxy.status = 407;
    const post = senderVia({ url: proxy.url }, [], answering('93.184.216.34'));
    const reason = expect.stringMatching(/proxy 127\.0\.0\.1:\d+ answered with status 407/) as string;
    expect(await post('https://hooks.example/x')).toEqual({ kind: 'failed', code: 'proxy_failed', reason });
    await proxy.close();
    closing.pop();
    expect(
      await senderVia({ url: proxy.url }, [], answering('93.184.216.34'))('https://hooks.example/x'),
    ).toMatchObject({
      code: 'proxy_failed',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});

it('case-M9: Teams answers 200 and says that the delivery failed: tried again', async () => {
  const receiver = await startHttpReceiver();
  closing.push(() => receiver.close());
  const answers = [
    'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId tcid=0.',
    '1',
  ];
  receiver.answer = () => ({ status: 200, body: answers.shift() ?? '' });
  const http = createHttpSender({ guard: createOutboundGuard(['127.0.0.1']) });
  closing.push(() => http.close());
  const secrets = createSecretBox([randomBytes(32)]);
  const sender = createTeamsSender({ http, secrets, pageUrl: () => 'https://certloom.example/f' });
  const send = () => sender.send(plainNotice('S'), { type: 'teams', url: secrets.seal(receiver.url, 'p') }, idle);
  expect(await send()).toMatchObject({ kind: 'temporary', error: 'teams_failed' });
  expect(await send()).toEqual({ kind: 'delivered' });
});

const entry = (message: string): EventLogEntry => ({
  entryId: message,
  time: new Date('2030-01-01T00:00:00Z'),
  source: 'Certloom',
  eventId: 4101,
  level: 'Warning',
  category: 0,
  message,
  data: { subject: 'CN=a\nb' },
  firingId: null,
  instanceId: null,
  itemId: null,
  host: 'host',
});

describe('case-M10: a receiver that knows newline framing only', () => {
  it.each(['tcp', 'tls'] as const)('%s', async (transport) => {
    let received = '';
    const take = (socket: Socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data: Buffer) => (received += data.toString('utf8')));
      closing.push(() => void socket.destroy());
    };
    const server = transport === 'tls' ? createTlsServer({ key, cert }, take) : createServer(take);
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const target = parseSyslogUrl(`${transport}://localhost:${port}?framing=newline`);
    const sink = createSyslogSink({ ...target, ca: cert });
    const writer = createEventLogWriter({ put: async () => [], recordDeliveries: async () => undefined }, [sink]);
    closing.push(() => writer.close());
    for (const message of ['one', 'two\nlines', 'three']) await writer.write(entry(message));
    for (let i = 0; i < 100 && received.split('\n').length < 4; i += 1)
      await new Promise((done) => setTimeout(done, 20));
    const lines = received.split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toBe('');
    for (const line of lines.slice(0, 3)) expect(line).toMatch(/^<\d+>1 /);
    expect(lines[1]).toContain('two\\u000alines');
  });

  it.each(['udp://log.example?framing=newline', 'tcp://log.example?framing=lines'])('%s is refused', (url) => {
    expect(() => parseSyslogUrl(url)).toThrow(RangeError);
  });
});
