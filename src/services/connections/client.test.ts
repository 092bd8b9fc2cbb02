import { createHmac } from 'node:crypto';
import {
  startHttpReceiver,
  type HttpReceiver,
  type ReceivedCall,
} from '../../../test/notifications/support/http-receiver';
import type { Connection, ConnectionAuth } from '../../domain/connections/connection';
import type { NamedSecret } from '../../domain/secrets/named-secret';
import { createHttpFetcher, type HttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { createConnectionClient, type ConnectionRequest } from './client';

let service: HttpReceiver;
/** Another origin. */
let other: HttpReceiver;
let fetcher: HttpFetcher;
let closed: HttpFetcher;
let guarded = true;
let at = new Date('2027-05-01T12:00:00Z');
let fields: Partial<Connection> = {};
const key = Buffer.from('a key to sign with').toString('base64');
const secrets: Readonly<Record<string, string>> = { pass: 'p4ss:wörd', sign: `whsec_${key}`, lines: 'a\nb' };

const client = createConnectionClient({
  connections: {
    find: async (uuid) =>
      uuid === 'gone'
        ? undefined
        : {
            ...{ uuid, name: 'tickets', description: '', baseUrl: `${origin(service)}/api`, auth: { type: 'none' } },
            ...{ secretRef: 'pass', signingSecretRef: null, tls: { ca: null }, allowedContexts: ['api', 'service'] },
            ...{ createdAt: at, changedAt: at, revision: 1 },
            ...fields,
          },
  },
  secrets: {
    byName: async (name) =>
      name in secrets || name === 'sealed'
        ? ({
            uuid: name,
            name,
            contexts: name === 'lines' ? ['service'] : ['api', 'service'],
          } as unknown as NamedSecret)
        : undefined,
  },
  named: { openOf: ({ uuid }) => secrets[uuid] },
  fetcherFor: () => (guarded ? fetcher : closed),
  now: () => at,
  timeoutMs: 1_000,
});
const send = (asked: Partial<ConnectionRequest> = {}) =>
  client.request({ ...{ connection: 'c', context: 'api', method: 'GET', path: '/tickets' }, ...asked });

beforeAll(async () => {
  [service, other] = [await startHttpReceiver(), await startHttpReceiver()];
  const limits = { connectMs: 1_000, silenceMs: 5_000, totalMs: 5_000 };
  fetcher = createHttpFetcher({ guard: createOutboundGuard(['127.0.0.1']), ...limits });
  closed = createHttpFetcher({ guard: createOutboundGuard(), ...limits });
});
beforeEach(() => {
  [service.calls.length, other.calls.length, fields, guarded] = [0, 0, {}, true];
  service.answer = () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"id": 7}' });
  other.answer = () => ({ status: 200, body: 'other' });
});
afterAll(async () => {
  await Promise.all([fetcher, closed, service, other].map((one) => one?.close()));
});

it('sends basic and bearer credentials, and reads JSON', async () => {
  fields = { auth: { type: 'basic', username: 'ada' } };
  const headers = { authorization: 'own', 'x-a': 'b' };
  expect(await send({ headers })).toMatchObject({ kind: 'answered', status: 200, body: { id: 7 } });
  const [{ method, path, headers: got }] = service.calls as [ReceivedCall];
  expect([method, path, got['x-a']]).toEqual(['GET', '/api/tickets', 'b']);
  expect(got.authorization).toBe(`Basic ${Buffer.from('ada:p4ss:wörd').toString('base64')}`);
  fields = { auth: { type: 'bearer' }, secretRef: 'sign' };
  await send({ method: 'PATCH', body: Buffer.from('x') });
  expect(service.calls[1]).toMatchObject({ method: 'PATCH', headers: { authorization: `Bearer whsec_${key}` } });
  expect(service.calls[1]!.body.toString()).toBe('x');
});

it('keeps as text what is no JSON, and tells how long to wait', async () => {
  service.answer = () => ({
    status: 429,
    headers: { 'content-type': 'text/json?', 'retry-after': '3' },
    body: '{"a":1}',
  });
  expect(await send()).toMatchObject({ status: 429, body: '{"a":1}', retryAfterMs: 3_000 });
  service.answer = () => ({ status: 200, headers: { 'content-type': 'application/problem+json' }, body: '{broken' });
  expect(await send()).toMatchObject({ body: '{broken' });
});

describe('with OAuth client credentials', () => {
  let tokens = 0;
  const tokenCalls = () => service.calls.filter(({ path }) => path === '/token');
  const used = () => service.calls.filter(({ path }) => path !== '/token').map(({ headers }) => headers.authorization);

  beforeEach(() => {
    const auth: ConnectionAuth = {
      ...{ type: 'oauth_client_credentials', tokenUrl: `${origin(service)}/token`, clientId: 'id', scope: 'tickets' },
      ...{ audience: null, clientAuthentication: 'body' },
    };
    fields = { auth };
    service.answer = ({ path }) => {
      if (path !== '/token') return { status: 204 };
      const body = JSON.stringify({ access_token: `t${(tokens += 1)}`, token_type: 'bearer', expires_in: 600 });
      return { status: 200, headers: { 'content-type': 'application/json' }, body };
    };
  });

  it('two users of a connection share one token until a minute before its end', async () => {
    await Promise.all([send(), send({ context: 'service' })]);
    at = new Date(at.getTime() + 539_000);
    await send();
    expect(tokenCalls()).toHaveLength(1);
    expect(used()).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
    expect(tokenCalls()[0]!.body.toString()).toContain('client_secret=p4ss%3Aw%C3%B6rd');
    at = new Date(at.getTime() + 2_000);
    await send();
    expect(used().at(-1)).toBe('Bearer t2');
  });

  it('asks for another token once where a kept one is refused, and gives up then', async () => {
    const { answer } = service;
    service.answer = (call) => (call.headers.authorization === 'Bearer t2' ? { status: 401 } : answer(call));
    expect(await send()).toMatchObject({ status: 204 });
    expect(used()).toEqual(['Bearer t2', 'Bearer t3']);
    service.answer = (call) => (call.path === '/token' ? answer(call) : { status: 401 });
    expect(await send()).toMatchObject({ status: 401 });
    expect(used()).toHaveLength(4);
  });

  it('says that no token came, and nothing of the secret', async () => {
    fields = { ...fields, revision: 2 };
    service.answer = () => ({ status: 401, body: '{"error": "invalid_client", "error_description": "p4ss:wörd"}' });
    const host = `127.0.0.1:${service.port}`;
    expect(await send()).toEqual({
      ...{ kind: 'failed', error: 'token_failed', isTemporary: false },
      detail: `The token endpoint ${host} answered with status 401 (invalid_client).`,
    });
  });

  it('waits for a token no longer than for the whole, nor than the caller does', async () => {
    fields = { ...fields, revision: 4 };
    service.answer = () => undefined;
    const late = { error: 'timeout', detail: 'The connection tickets brought no answer in time.', isTemporary: true };
    expect(await send()).toMatchObject(late);
    await expect(send({ signal: AbortSignal.timeout(50) })).rejects.toThrow();
    expect(tokenCalls()).toHaveLength(1);
  });

  it('follows no redirect with the secret of the client', async () => {
    fields = { ...fields, revision: 3 };
    service.answer = () => ({ status: 307, headers: { location: other.url } });
    expect(await send()).toMatchObject({ error: 'token_failed' });
    expect(other.calls).toEqual([]);
  });
});

describe('redirects', () => {
  const to = (location: string, status = 307) => ({ status, headers: { location } });

  it('keep the credentials at the same origin, and lose them for good at another one', async () => {
    fields = { auth: { type: 'bearer' }, secretRef: 'sign', signingSecretRef: 'sign' };
    service.answer = ({ path }) =>
      path === '/api/tickets' ? to('/moved') : path === '/moved' ? to(other.url) : { status: 200, body: 'back' };
    other.answer = () => to(`${origin(service)}/back`);
    const headers = { 'x-key': 'given', accept: 'text/plain', 'content-type': 'text/plain' };
    const asked = { method: 'POST', headers, body: Buffer.from('b'), signAs: 'm1' } as const;
    expect(await send(asked)).toMatchObject({ status: 200, body: 'back', url: `${origin(service)}/back` });
    const has = ({ headers: got }: ReceivedCall) =>
      [got.authorization, got['webhook-signature'], got['x-key']].map(Boolean);
    expect(service.calls.map(has)).toEqual([
      [true, true, true],
      [true, true, true],
      [false, false, false],
    ]);
    expect(other.calls.map(has)).toEqual([[false, false, false]]);
    expect(other.calls[0]).toMatchObject({ method: 'POST', headers: { accept: 'text/plain' } });
  });

  it('become a GET without a body at 303', async () => {
    service.answer = ({ path }) => (path === '/moved' ? { status: 200 } : to('/moved', 303));
    await send({ method: 'POST', body: Buffer.from('b'), headers: { 'content-type': 'text/plain' } });
    expect(service.calls[1]).toMatchObject({ method: 'GET', body: Buffer.alloc(0) });
    expect(service.calls[1]!.headers).not.toHaveProperty('content-type');
  });

  it('are five at most, and none where the caller wants none', async () => {
    service.answer = () => to('/api/tickets');
    expect(await send()).toMatchObject({ error: 'too_many_redirects' });
    expect(service.calls).toHaveLength(6);
    expect(await send({ redirects: 0 })).toMatchObject({ kind: 'answered', status: 307 });
    expect(service.calls).toHaveLength(7);
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data/', 'address_not_allowed'],
    ['http://127.0.0.2/', 'address_not_allowed'],
    ['ftp://127.0.0.1/', 'url_not_allowed'],
  ])('to %s are refused by the guard', async (location, error) => {
    service.answer = () => to(location);
    expect(await send()).toMatchObject({ kind: 'failed', error, isTemporary: false });
  });
});

describe('what cannot be done', () => {
  it.each<[string, Partial<Connection>, Partial<ConnectionRequest>, string]>([
    ['no connection', {}, { connection: 'gone' }, 'connection_missing'],
    ['another context', { allowedContexts: ['service'] }, {}, 'connection_not_allowed'],
    ['a path that leaves the base', {}, { path: '/../admin' }, 'url_not_allowed'],
    ['no secret', { auth: { type: 'bearer' }, secretRef: 'none' }, {}, 'secret_missing'],
    ['a secret for another context', { auth: { type: 'bearer' }, secretRef: 'lines' }, {}, 'secret_not_allowed'],
    [
      'a token of two lines',
      { auth: { type: 'bearer' }, secretRef: 'lines' },
      { context: 'service' },
      'secret_unusable',
    ],
    ['a secret under another key', { auth: { type: 'bearer' }, secretRef: 'sealed' }, {}, 'secret_unreadable'],
  ])('%s', async (_name, given, asked, error) => {
    fields = given;
    const outcome = await send(asked);
    expect(outcome).toMatchObject({ kind: 'failed', error });
    expect(JSON.stringify(outcome)).not.toMatch(/p4ss|a\\nb|whsec/);
    expect(service.calls).toEqual([]);
  });

  it('loopback is refused unless the operator allows it', async () => {
    guarded = false;
    expect(await send()).toMatchObject({ kind: 'failed', error: 'address_not_allowed', isTemporary: false });
    expect(service.calls).toEqual([]);
  });

  it('an answer beyond 1 MiB, and one that does not come', async () => {
    service.answer = () => ({ status: 200, body: 'x'.repeat(1024 * 1024) });
    expect(await send()).toMatchObject({ kind: 'answered' });
    service.answer = () => ({ status: 200, body: 'x'.repeat(1024 * 1024 + 1) });
    expect(await send()).toMatchObject({ error: 'answer_too_long' });
    service.answer = () => undefined;
    const late = await send({ path: '/tickets?key=hidden' });
    expect(late).toMatchObject({ error: 'timeout', isTemporary: true });
    expect(JSON.stringify(late)).not.toContain('hidden');
    await expect(send({ signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });
});

it('signs as Standard Webhooks says, where the connection has a secret for it', async () => {
  fields = { signingSecretRef: 'sign' };
  await send({ method: 'POST', body: Buffer.from('{"a":"ö"}'), signAs: 'm1' });
  const { headers } = service.calls[0]!;
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const mac = createHmac('sha256', Buffer.from(key, 'base64')).update(`m1.${timestamp}.{"a":"ö"}`).digest('base64');
  expect(headers).toMatchObject({
    'webhook-id': 'm1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac}`,
  });
  fields = { signingSecretRef: 'lines' };
  expect(await send({ context: 'service', signAs: 'm1' })).toMatchObject({ error: 'secret_unusable' });
});

function origin({ port }: HttpReceiver): string {
  return `http://127.0.0.1:${port}`;
}
