import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createMailer, type Mail, type Mailer } from '../../src/delivery/mail/mailer';
import { verifyDkim } from './support/dkim';
import { decodedHeader } from './support/mime';
import { startMailCatcher, type MailCatcher } from './support/smtp';
import { createTlsFixture } from './support/tls';

const timeouts = { connectMs: 500, socketMs: 700, totalMs: 1_500 };
const idle = new AbortController().signal;
const { key, cert } = createTlsFixture({ dns: ['localhost'], ip: ['127.0.0.1'] });
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function mailer(url: string, ca?: string): Mailer {
  const made = createMailer({ url, timeouts, ...(ca === undefined ? {} : { ca }) });
  closing.push(() => made.close());
  return made;
}

async function catcher(options?: Parameters<typeof startMailCatcher>[0]): Promise<MailCatcher> {
  const started = await startMailCatcher(options);
  closing.push(() => started.close());
  return started;
}

function mail(change: Partial<Mail> = {}): Mail {
  return {
    messageId: `<${'k'.repeat(64)}@certloom.example>`,
    from: { name: 'Certloom', address: 'certloom@certloom.example' },
    to: 'ann@example.com',
    subject: 'Certificate expiring: CN=ü',
    text: 'The text.\n',
    html: null,
    ...change,
  };
}

/** Accepts connections and says what it is told, or nothing. */
async function rawServer(greeting: string | undefined): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (greeting !== undefined) socket.end(greeting);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

it('sends one message with its own Message-ID that no machine answers', async () => {
  const { port, mails } = await catcher();
  const sent = await mailer(`smtp://127.0.0.1:${port}?tls=none`).send(mail({ html: '<p>x</p>' }), idle);
  expect(sent).toEqual({ kind: 'delivered' });
  const [{ headers, raw, to }] = mails as [(typeof mails)[number]];
  expect(to).toEqual(['ann@example.com']);
  expect(headers.get('message-id')).toEqual([`<${'k'.repeat(64)}@certloom.example>`]);
  expect(headers.get('auto-submitted')).toEqual(['auto-generated']);
  expect(headers.get('from')).toEqual(['Certloom <certloom@certloom.example>']);
  expect(headers.get('subject')?.[0]).toMatch(/^=\?UTF-8\?/);
  expect(raw).toContain('multipart/alternative');
});

it.each([
  { when: 'RCPT 450', code: 450, at: 'onRecipient', expected: { kind: 'temporary', error: 'smtp_failed' } },
  { when: 'RCPT 550', code: 550, at: 'onRecipient', expected: { kind: 'permanent', error: 'smtp_refused' } },
  { when: 'DATA 451', code: 451, at: 'onMessage', expected: { kind: 'temporary', error: 'smtp_failed' } },
  { when: 'DATA 552', code: 552, at: 'onMessage', expected: { kind: 'permanent', error: 'smtp_refused' } },
] as const)('$when: $expected.kind', async ({ code, at, expected }) => {
  const server = await catcher();
  server[at] = () => ({ code, text: 'no\u202e' });
  const result = await mailer(`smtp://127.0.0.1:${server.port}?tls=none`).send(mail(), idle);
  expect(result).toMatchObject(expected);
  expect(JSON.stringify(result)).not.toContain('\u202e');
});

it('4xx and then acceptance over the same pool', async () => {
  const server = await catcher();
  const made = mailer(`smtp://127.0.0.1:${server.port}?tls=none`);
  server.onMessage = () => ({ code: 421, text: 'busy' });
  expect(await made.send(mail(), idle)).toMatchObject({ kind: 'temporary' });
  server.onMessage = () => undefined;
  expect(await made.send(mail(), idle)).toEqual({ kind: 'delivered' });
  expect(server.mails).toHaveLength(1);
});

it.each([
  { name: 'a server that never greets', greeting: undefined, error: 'timeout' },
  { name: 'a greeting that refuses everybody', greeting: '554 go away\r\n', error: 'smtp_failed' },
  { name: 'a hang-up', greeting: '', error: 'connection_failed' },
])('$name may pass', async ({ greeting, error }) => {
  const port = await rawServer(greeting);
  const result = await mailer(`smtp://127.0.0.1:${port}?tls=none`).send(mail(), idle);
  expect(result).toMatchObject({ kind: 'temporary', error });
});

it('a server that falls silent after DATA is given up in time', async () => {
  const server = await catcher();
  server.onMessage = () => 'silence';
  const started = Date.now();
  expect(await mailer(`smtp://127.0.0.1:${server.port}?tls=none`).send(mail(), idle)).toMatchObject({
    kind: 'temporary',
    error: 'timeout',
  });
  expect(Date.now() - started).toBeLessThan(15_000);
});

it('nobody listens: refused, may pass', async () => {
  const { port, close } = await startMailCatcher();
  await close();
  expect(await mailer(`smtp://127.0.0.1:${port}?tls=none`).send(mail(), idle)).toMatchObject({
    kind: 'temporary',
    error: 'connection_failed',
  });
});

it('cancellation rejects', async () => {
  const server = await catcher();
  server.onMessage = () => 'silence';
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error('cancelled')), 50);
  await expect(mailer(`smtp://127.0.0.1:${server.port}?tls=none`).send(mail(), abort.signal)).rejects.toThrow(
    'cancelled',
  );
});

describe('TLS and authentication', () => {
  const onAuth: Parameters<typeof startMailCatcher>[0] = {
    key,
    cert,
    onAuth({ username, password }, _session, done) {
      if (username === 'ann' && password === 'p@ss:word') done(null, { user: username });
      else done(Object.assign(new Error('no'), { responseCode: 535 }));
    },
  };

  it.each([
    { scheme: 'smtp', secure: false },
    { scheme: 'smtps', secure: true },
  ])('$scheme: certificate checked, password sent encrypted', async ({ scheme, secure }) => {
    const { port, mails } = await catcher({ ...onAuth, secure });
    const url = `${scheme}://ann:p%40ss%3Aword@localhost:${port}`;
    expect(await mailer(url, cert).send(mail(), idle)).toEqual({ kind: 'delivered' });
    expect(mails).toMatchObject([{ secure: true, user: 'ann' }]);
    expect(await mailer(url).send(mail(), idle)).toMatchObject({ kind: 'temporary' });
    expect(mails).toHaveLength(1);
  });

  it('a wrong password is our own fault and may be mended', async () => {
    const { port } = await catcher({ ...onAuth, secure: true });
    expect(await mailer(`smtps://ann:wrong@localhost:${port}`, cert).send(mail(), idle)).toMatchObject({
      kind: 'temporary',
      error: 'smtp_authentication_failed',
    });
  });

  it('with a password it never speaks in clear', async () => {
    const { port, mails } = await catcher({ ...onAuth, hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    expect(await mailer(`smtp://ann:p%40ss%3Aword@localhost:${port}`, cert).send(mail(), idle)).toMatchObject({
      kind: 'temporary',
      error: 'tls_failed',
    });
    expect(mails).toEqual([]);
  });
});

describe('DKIM (RFC 6376)', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const dkim = {
    domain: 'certloom.example',
    selector: 'mail1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };

  it.each([
    { name: 'text', change: { text: 'Lines  with   blanks \t\n\n.dot\n\n\n' } },
    { name: 'text and HTML', change: { text: 'ü'.repeat(300), html: `<p>${'long '.repeat(100)}</p>` } },
  ])('signs $name so that a receiver can check body and headers', async ({ change }) => {
    const { port, mails } = await catcher();
    const made = createMailer({ url: `smtp://127.0.0.1:${port}?tls=none`, timeouts, dkim });
    closing.push(() => made.close());
    const listId = '"A list" <p.notifications.certloom.example>';
    expect(await made.send(mail({ ...change, listId }), idle)).toEqual({ kind: 'delivered' });
    const [{ raw, headers }] = mails as [(typeof mails)[number]];
    const verdict = verifyDkim(raw, publicKey);
    expect(verdict).toMatchObject({ domain: dkim.domain, selector: 'mail1', bodyHash: true, signature: true });
    expect(verdict.signed).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-id', 'content-type']),
    );
    expect(headers.get('list-id')).toEqual([listId]);
    expect(headers.get('x-auto-response-suppress')).toEqual(['All']);

    const start = raw.indexOf('\r\n\r\n') + 4;
    const longer = `${raw.slice(0, start)}x${raw.slice(start)}`;
    expect(verifyDkim(longer, publicKey)).toMatchObject({ bodyHash: false, signature: true });
    const retitled = raw.replace(/^Subject: /m, 'Subject: x');
    expect(verifyDkim(retitled, publicKey)).toMatchObject({ bodyHash: true, signature: false });
  });

  it('without a key nothing is signed', async () => {
    const { port, mails } = await catcher();
    await mailer(`smtp://127.0.0.1:${port}?tls=none`).send(mail(), idle);
    expect(mails[0]!.headers.has('dkim-signature')).toBe(false);
  });
});

it('no text of a header opens another one', async () => {
  const { port, mails } = await catcher();
  const evil = 'a\r\nBcc: victim@example.com\r\n\r\nbody\u2028';
  const sent = mail({ subject: evil, from: { name: evil, address: 'certloom@certloom.example' }, listId: evil });
  expect(await mailer(`smtp://127.0.0.1:${port}?tls=none`).send(sent, idle)).toEqual({ kind: 'delivered' });
  const [{ headers, to }] = mails as [(typeof mails)[number]];
  expect(to).toEqual(['ann@example.com']);
  expect(headers.has('bcc')).toBe(false);
  for (const name of ['from', 'subject', 'list-id', 'to']) expect(headers.get(name)).toHaveLength(1);
  expect(decodedHeader(headers.get('subject')![0]!)).toBe(
    'a\\u000d\\u000aBcc: victim@example.com\\u000d\\u000a\\u000d\\u000abody\\u2028',
  );
});
