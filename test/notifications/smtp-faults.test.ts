import { createServer, type AddressInfo, type Server } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { createNotices } from '../../src/services/notifications/notices';
import type { Delivery } from '../../src/domain/notifications/delivery';
import { createLedgerWorld, pace, type LedgerWorld } from './support/ledger';
import { startMailCatcher } from './support/smtp';
import { createTlsFixture } from './support/tls';

/** Every way in which a mail server can fail, on real sockets, followed in the ledger to its end. */
let world: LedgerWorld;
const closing: (() => Promise<void> | void)[] = [];
const { key, cert } = createTlsFixture({ dns: ['localhost'], ip: ['127.0.0.1'] });

beforeAll(async () => {
  world = await createLedgerWorld();
});
afterAll(() => world.close());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server on a port of its own; `url` has no user. */
async function server(options: SMTPServerOptions = {}): Promise<string> {
  const started = await startMailCatcher(options);
  closing.push(() => started.close());
  return `smtp://127.0.0.1:${started.port}`;
}

async function rawServer(talk: (line: string) => string | undefined, greeting: string | undefined): Promise<string> {
  const listening: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (greeting !== undefined) socket.write(greeting);
    socket.on('data', (data: Buffer) => {
      const answer = talk(data.toString('latin1'));
      if (answer !== undefined) socket.write(answer);
    });
    closing.push(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => listening.close(() => resolve())));
  return `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}?tls=none`;
}

const saying = (code: number) => Object.assign(new Error('no\u202e'), { responseCode: code });

/** What a server says at each step; the step that fails is silent (undefined) or answers with a code. */
const steps = ['EHLO', 'MAIL FROM', 'RCPT TO', 'DATA', '.'] as const;
type Step = (typeof steps)[number];

function failingAt(step: Step, answer: string | undefined) {
  let inData = false;
  return (line: string): string | undefined => {
    const at: Step | undefined = inData ? '.' : steps.find((name) => line.toUpperCase().startsWith(name));
    if (inData && !line.includes('\r\n.\r\n')) return undefined;
    inData = at === 'DATA' && step !== 'DATA';
    if (at === step) return answer;
    if (at === 'DATA') return '354 go on\r\n';
    return line.toUpperCase().startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n';
  };
}

async function opened(): Promise<string> {
  const profile = await world.profile({ recipientType: 'user', recipients: [world.person().uuid] });
  const { ids } = await world.open(world.firing(), [profile.uuid]);
  return ids[0]!;
}

async function attempt(id: string, url: string): Promise<Delivery> {
  const senders = world.sendersWith(url);
  await world.send([id], createNotices({ ...world.deps, senders }));
  return (await world.deliveries.find(id))!;
}

/** The fault passes: one attempt fails and the next, at its time, delivers. */
async function expectToPass(url: string, error: RegExp): Promise<void> {
  const id = await opened();
  const failed = await attempt(id, url);
  expect(failed).toMatchObject({ status: 'retrying', attemptCount: 1, attempts: [{ result: 'failed' }] });
  expect(failed.attempts[0]!.error).toMatch(error);
  expect(failed.attempts[0]!.error).not.toContain('\u202e');
  expect(failed.nextAttemptAt!.getTime() - world.clock.at.getTime()).toBe(pace.initialMs);
  const good = `${await server()}?tls=none`;
  expect(await attempt(id, good)).toMatchObject({ status: 'retrying', attemptCount: 1 });
  world.pass(pace.initialMs);
  expect(await attempt(id, good)).toMatchObject({ status: 'delivered', attemptCount: 2, nextAttemptAt: null });
}

/** The fault is final: no second attempt, whatever time passes. */
async function expectToEnd(url: string, error: RegExp): Promise<void> {
  const id = await opened();
  const ended = await attempt(id, url);
  expect(ended).toMatchObject({ status: 'undeliverable', attemptCount: 1, attempts: [{ result: 'refused' }] });
  expect(ended.attempts[0]!.error).toMatch(error);
  world.pass(pace.maxMs);
  expect(await attempt(id, `${await server()}?tls=none`)).toMatchObject({ status: 'undeliverable', attemptCount: 1 });
}

describe('4xx may pass', () => {
  it.each([
    { at: 'greeting', options: { onConnect: (_session, done) => done(saying(421)) } },
    { at: 'MAIL FROM', options: { onMailFrom: (_address, _session, done) => done(saying(451)) } },
  ] satisfies { at: string; options: SMTPServerOptions }[])('$at', async ({ options }) => {
    await expectToPass(`${await server(options)}?tls=none`, /^smtp_failed: /);
  });

  it.each(steps.slice(1))('%s', async (step) => {
    await expectToPass(await rawServer(failingAt(step, '450 not now\r\n'), '220 here\r\n'), /^smtp_failed: .*450/);
  });
});

describe('5xx about the message or its recipient ends at once', () => {
  it.each([
    { step: 'RCPT TO', reply: '550' },
    { step: 'RCPT TO', reply: '550 5.1.1' },
    { step: '.', reply: '554' },
    { step: '.', reply: '550 5.6.0' },
  ] satisfies { step: Step; reply: string }[])('$step $reply', async ({ step, reply }) => {
    const url = await rawServer(failingAt(step, `${reply} never\r\n`), '220 here\r\n');
    await expectToEnd(url, new RegExp(`^smtp_refused: .*${reply}`));
  });
});

describe('other 5xx may pass', () => {
  it.each(['MAIL FROM', 'RCPT TO', 'DATA'] satisfies Step[])('%s 554', async (step) => {
    await expectToPass(await rawServer(failingAt(step, '554 not you\r\n'), '220 here\r\n'), /^smtp_failed: .*554/);
  });
});

describe('5xx about the server or our credentials may pass', () => {
  it('greeting', async () => {
    await expectToPass(await rawServer(() => undefined, '554 go away\r\n'), /^smtp_failed: /);
  });

  it('wrong password', async () => {
    const options: SMTPServerOptions = {
      allowInsecureAuth: true,
      hideSTARTTLS: true,
      onAuth: (_auth, _session, done) => done(saying(535)),
    };
    const url = (await server(options)).replace('://', '://ann:wrong@');
    await expectToPass(`${url}?tls=none`, /^smtp_authentication_failed: /);
  });
});

describe('silence is given up in time and may pass', () => {
  it('greeting', async () => {
    await expectToPass(await rawServer(() => undefined, undefined), /^timeout: /);
  });

  it.each(steps)('%s', async (step) => {
    await expectToPass(await rawServer(failingAt(step, undefined), '220 here\r\n'), /^timeout: /);
  });
});

describe('no connection, or no safe one, may pass', () => {
  it('refused', async () => {
    const gone = await startMailCatcher();
    await gone.close();
    await expectToPass(`smtp://127.0.0.1:${gone.port}?tls=none`, /^connection_failed: /);
  });

  it('a hang-up in the middle', async () => {
    const listening = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 here\r\n');
      socket.once('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise<void>((resolve) => listening.close(() => resolve())));
    await expectToPass(
      `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}?tls=none`,
      /^connection_failed: /,
    );
  });

  it.each([
    { name: 'TLS is wanted and not offered', options: {}, query: '?tls=required' },
    {
      name: 'a certificate that is not trusted, STARTTLS',
      options: { key, cert, disabledCommands: ['AUTH'] },
      query: '?tls=verify',
    },
  ])('$name', async ({ options, query }) => {
    await expectToPass(`${await server(options)}${query}`, /^(?:tls_failed|connection_failed): /);
  });

  it('a certificate that is not trusted, TLS from the start', async () => {
    const url = await server({ key, cert, secure: true, disabledCommands: ['AUTH'] });
    await expectToPass(url.replace('smtp:', 'smtps:'), /^(?:tls_failed|connection_failed): /);
  });
});

it('a server that never comes back: tried at the pace, then given up', async () => {
  const gone = await startMailCatcher();
  await gone.close();
  const url = `smtp://127.0.0.1:${gone.port}?tls=none`;
  const id = await opened();
  const began = world.clock.at.getTime();
  const moments: number[] = [];
  for (let row = await attempt(id, url); ; row = await attempt(id, url)) {
    moments.push((world.clock.at.getTime() - began) / 1_000);
    if (row.nextAttemptAt === null) {
      expect(row).toMatchObject({ status: 'undeliverable', attemptCount: moments.length });
      break;
    }
    world.pass(row.nextAttemptAt.getTime() - world.clock.at.getTime());
  }
  expect(moments).toEqual([0, 1, 3, 7, 15, 23, 31, 39, 47, 55]);
});
