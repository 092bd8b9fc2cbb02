import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { eventCodes } from '../../src/domain/events/catalogue';
import { createOutboundGuard, type Resolve } from '../../src/outbound/outbound-guard';
import { createHttpSender, type HttpSender } from '../../src/outbound/http-client';
import { startHttpReceiver, type HttpReceiver } from './support/http-receiver';
import { createLedgerWorld, secret, type LedgerWorld } from './support/ledger';

let hook: HttpReceiver;
const idle = new AbortController().signal;

beforeAll(async () => {
  hook = await startHttpReceiver();
});
afterAll(() => hook.close());
beforeEach(() => {
  hook.calls.length = 0;
  hook.answer = () => ({ status: 204 });
});

describe('what a receiver gets', () => {
  let world: LedgerWorld;
  beforeAll(async () => {
    world = await createLedgerWorld();
    // Receivers compare the signed time with their own clock.
    world.clock.at = new Date();
  });
  afterAll(() => world.close());

  it.each([...eventCodes, 'certificate_sang'])('N15 N16 %s: signed, a valid CloudEvents event', async (event) => {
    const profile = await world.profile({ recipientType: 'none', channels: [] });
    const channels = [world.webhookTo(hook.url, profile.uuid)];
    await world.profiles.replace({ ...profile, channels, revision: 2 }, 1);
    const firing = world.firing(event === 'certificate_sang' ? 'certificate_uploaded' : (event as never));
    if (event === 'certificate_sang') {
      const notice = (await world.deps.loadNotice(firing))!;
      (notice as { envelope: object }).envelope = { ...notice.envelope, event };
    }
    const { ids } = await world.open(firing, [profile.uuid]);
    expect(await world.send(ids)).toMatchObject({ open: 0, finished: [{ status: 'delivered' }] });

    const [{ headers, body, method }] = hook.calls as [(typeof hook.calls)[number]];
    expect(method).toBe('POST');
    expect(headers['webhook-id']).toBe(ids[0]);
    expect(headers['idempotency-key']).toBe(ids[0]);
    expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow();
    const changed = Buffer.concat([body, Buffer.from(' ')]);
    expect(() => new Webhook(secret).verify(changed, headers as Record<string, string>)).toThrow();
    const received = HTTP.toEvent({ headers, body: body.toString('utf8') });
    if (!(received instanceof CloudEvent)) throw new Error('one event is expected');
    expect(received.validate()).toBe(true);
    expect(received).toMatchObject({ id: firing, type: `io.certloom.${event}.v1`, source: '/certloom/test' });
    expect(received.data).toMatchObject({ event, firingId: firing, schemaVersion: 1 });
    expect(body.toString()).not.toContain('example.com');
  });
});

describe('the sender', () => {
  const http = createHttpSender({ guard: createOutboundGuard(['127.0.0.1']), timeoutMs: 400 });
  afterAll(() => http.close());
  const post = (path = '/', sender: HttpSender = http) =>
    sender.post(`http://127.0.0.1:${hook.port}${path}`, {}, Buffer.from('{}'), idle);

  it.each([
    { name: 'success', answer: { status: 200 }, expected: { status: 200, retryAfterMs: null } },
    {
      name: 'seconds',
      answer: { status: 429, headers: { 'retry-after': '3' } },
      expected: { status: 429, retryAfterMs: 3_000 },
    },
    {
      name: 'a date gone by',
      answer: { status: 503, headers: { 'retry-after': 'Tue, 01 Jan 2019 00:00:00 GMT' } },
      expected: { status: 503, retryAfterMs: 0 },
    },
    {
      name: 'nonsense',
      answer: { status: 503, headers: { 'retry-after': '1e9' } },
      expected: { status: 503, retryAfterMs: null },
    },
    {
      name: 'a long answer that nobody reads to its end',
      answer: { status: 200, body: 'x'.repeat(5_000_000) },
      expected: { status: 200, retryAfterMs: null },
    },
  ])('$name', async ({ answer, expected }) => {
    hook.answer = () => answer;
    expect(await post()).toEqual({ kind: 'answered', answer: expected });
  });

  it.each([
    { name: 'one line', body: 'no_service', said: 'no_service' },
    { name: 'lines and what is not visible', body: 'a\r\n b\u202e\u0000', said: 'a b\\u202e\\u0000' },
    { name: 'a long body', body: 'x'.repeat(5_000_000), said: `${'x'.repeat(299)}…` },
    { name: 'nothing', body: '', said: '' },
  ])('peeks at $name when asked to', async ({ body, said }) => {
    hook.answer = () => ({ status: 400, body });
    const options = { peek: true };
    const outcome = await http.post(hook.url, {}, Buffer.from('{}'), idle, options);
    expect(outcome).toEqual({ kind: 'answered', answer: { status: 400, retryAfterMs: null, said } });
  });

  it('does not follow redirects', async () => {
    hook.answer = ({ path }) => (path === '/' ? { status: 307, headers: { location: '/next' } } : { status: 200 });
    expect(await post()).toMatchObject({ answer: { status: 307 } });
    expect(hook.calls).toHaveLength(1);
  });

  it('gives up on silence', async () => {
    hook.answer = () => undefined;
    expect(await post()).toMatchObject({ kind: 'failed', code: 'timeout' });
  });

  it('cancellation rejects', async () => {
    hook.answer = () => undefined;
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('cancelled')), 30);
    await expect(http.post(hook.url, {}, Buffer.from(''), abort.signal)).rejects.toThrow('cancelled');
  });

  it('a closed port may pass', async () => {
    const gone = await startHttpReceiver();
    await gone.close();
    expect(await http.post(gone.url, {}, Buffer.from(''), idle)).toMatchObject({
      kind: 'failed',
      code: 'connection_failed',
    });
  });
});

describe('SEC1 private addresses', () => {
  const answering =
    (...found: string[]): Resolve =>
    (_host, _options, done) =>
      done(
        null,
        found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
  const probes: { name: string; url: (port: number) => string; resolve?: Resolve }[] = [
    ...[
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '0.0.0.0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '10.0.0.1',
      '169.254.169.254',
    ].map((host) => ({ name: host, url: (port: number) => `http://${host}:${port}/` })),
    { name: 'localhost', url: (port) => `http://localhost:${port}/` },
    { name: 'localhost with a dot', url: (port) => `http://localhost.:${port}/` },
    { name: 'a name for loopback', url: (port) => `http://rebind.example:${port}/`, resolve: answering('127.0.0.1') },
    { name: 'a name for IPv6 loopback', url: (port) => `http://a.example:${port}/`, resolve: answering('::1') },
    { name: 'mapped', url: (port) => `http://a.example:${port}/`, resolve: answering('::ffff:127.0.0.1') },
    {
      name: 'public and private',
      url: (port) => `http://a.example:${port}/`,
      resolve: answering('93.184.216.34', '127.0.0.1'),
    },
    { name: 'user information', url: (port) => `http://user:pass@a.example:${port}/` },
    { name: 'another scheme', url: () => 'file:///etc/hostname' },
  ];

  it('no probe connects', async () => {
    const outcomes = await Promise.all(
      probes.map(async ({ url, resolve }) => {
        const http = createHttpSender({ guard: createOutboundGuard([], resolve), timeoutMs: 2_000 });
        const outcome = await http.post(url(hook.port), {}, Buffer.from('{}'), idle);
        await http.close();
        return outcome;
      }),
    );
    const connected = hook.calls.length;
    process.stdout.write(`SEC1 webhook: ${connected} of ${probes.length} probes connected\n`);
    expect(connected).toBe(0);
    // Not every resolver knows the dotted spelling; it may fail, but never answer.
    const refusals = outcomes.filter(({ kind }, index) => kind === 'refused' || probes[index]!.name.includes('dot'));
    expect(refusals).toHaveLength(probes.length);
  });

  it('a name that changes its address between two looks gains nothing', async () => {
    let looks = 0;
    const flipping: Resolve = (_host, _options, done) => {
      looks += 1;
      done(null, [{ address: looks === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }]);
    };
    const http = createHttpSender({ guard: createOutboundGuard(['127.0.0.1'], flipping), timeoutMs: 2_000 });
    hook.answer = () => ({ status: 204, headers: { connection: 'close' } });
    const target = `http://flip.example:${hook.port}/`;
    expect(await http.post(target, {}, Buffer.from('{}'), idle)).toMatchObject({ kind: 'answered' });
    expect(await http.post(target, {}, Buffer.from('{}'), idle)).toMatchObject({ kind: 'refused' });
    await http.close();
    expect(looks).toBe(2);
  });

  it.each(['127.0.0.0/8', '127.0.0.1', 'hooks.internal'])('the allow-list %s opens the way', async (allowed) => {
    const guard = createOutboundGuard([allowed], answering('127.0.0.1'));
    const http = createHttpSender({ guard, timeoutMs: 2_000 });
    const outcome = await http.post(`http://hooks.internal:${hook.port}/`, {}, Buffer.from('{}'), idle);
    await http.close();
    expect(outcome).toMatchObject({ kind: 'answered' });
  });
});
