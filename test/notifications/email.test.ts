import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createMailer, type Mail, type Mailer } from '../../src/delivery/mailer';
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
  expect(Date.now() - started).toBeLessThan(2_500);
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
