import type { ConnectionRequest } from '../connections/client';
import type { HttpOutcome } from '../../outbound/http-client';
import { effectItemOf, effectOf, itemOf } from '../../../test/support/alert-work';
import { createWebhookEffect } from './webhook-effect';

const calls: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
let status = 204;
const answered = (): HttpOutcome => ({ kind: 'answered', answer: { status, retryAfterMs: null } });
const asked: ConnectionRequest[] = [];
const webhook = createWebhookEffect({
  connections: {
    async request(given) {
      asked.push(given);
      if (given.path === '/refused') return { kind: 'failed', error: 'token_failed', detail: 'No.', isTemporary: true };
      return { kind: 'answered', url, status, headers: {}, body: '', retryAfterMs: null };
    },
  },
  http: {
    async post(url, headers, body) {
      calls.push({ url, headers, body: body.toString() });
      return answered();
    },
  },
});
const { signal } = new AbortController();
const url = 'https://hook.x.example/a';

beforeEach(() => {
  calls.length = 0;
  status = 204;
});

it('sends the context under ids that follow from the row', async () => {
  expect(await webhook.carryOut(effectOf('webhook', { url, headers: { 'X-Name': '{cn}' } }), signal)).toEqual({
    kind: 'done',
  });
  expect(calls[0]?.headers).toMatchObject({ 'webhook-id': 'key', 'idempotency-key': 'key', 'x-name': 'one.example' });
  expect(JSON.parse(calls[0]!.body)).toMatchObject({ alert: { id: 'alert' }, item: { id: 'one' } });
});

it('fills a body of text, and one of JSON with the types of values', async () => {
  await webhook.carryOut(effectOf('webhook', { url, body: 'of {cn}' }), signal);
  const items = [effectItemOf('one', { variables: { count: 3 } })] as const;
  await webhook.carryOut(effectOf('webhook', { url, body: { n: '$(count)', id: '$(alert.id)' } }, { items }), signal);
  expect(calls.map(({ body }) => body)).toEqual(['of one.example', '{"n":3,"id":"alert"}']);
});

describe('a value with quotes, a backslash and line breaks', () => {
  const evil = 'q","x":"\\ \r\n$(secret){dn}';
  const item = itemOf('one', { tokens: { cn: [evil], dn: ['hidden'] } });
  const items = [effectItemOf('one', { item, variables: { own: evil, secret: 'hidden', count: 3 } })] as const;
  const bodyOf = async (settings: object) => {
    await webhook.carryOut(effectOf('webhook', { url, ...settings }, { items }), signal);
    return calls[0]!.body;
  };
  const body = '{"cn":"{cn}","own":"$(own)","n":$(count)}';

  it.each([
    ['by default', {}],
    ['as JSON', { headers: { 'Content-Type': 'Application/JSON ; charset=utf-8' } }],
    ['as a type that is made of JSON', { headers: { 'content-type': 'application/cloudevents+json' } }],
  ])('stays one string in a body of text that is sent %s', async (_, settings) => {
    expect(JSON.parse(await bodyOf({ body, ...settings }))).toEqual({ cn: evil, own: evil, n: 3 });
  });

  it('goes as it is into a text of another type', async () => {
    expect(await bodyOf({ body: 'of {cn}', headers: { 'Content-Type': 'text/plain' } })).toBe(`of ${evil}`);
  });

  it('is filled into the strings of a JSON body by tokens of both forms, once', async () => {
    const given = { cn: '{cn}', deep: [{ both: '{cn} $(own)' }], own: '$(own)', n: '$(count)' };
    const sent = { cn: evil, deep: [{ both: `${evil} ${evil}` }], own: evil, n: 3 };
    expect(JSON.parse(await bodyOf({ body: given }))).toEqual(sent);
  });
});

it.each([
  [500, true],
  [400, false],
])('an answer of %d may pass: %s', async (given, isTemporary) => {
  status = given;
  expect(await webhook.carryOut(effectOf('webhook', { url }), signal)).toMatchObject({ kind: 'failed', isTemporary });
});

it('previews without a call, and without values of headers', () => {
  expect(webhook.preview(effectOf('webhook', { url, headers: { 'X-Token': 'value' }, body: 'b' }))).toEqual({
    ...{ method: 'POST', url, headers: ['content-type', 'x-token'], body: 'b' },
  });
  expect(calls).toEqual([]);
});

describe('over a connection', () => {
  const connection = 'of tickets';
  const send = (settings: object) =>
    webhook.carryOut(effectOf('webhook', { connection, body: 'b', ...settings }), signal);

  it('asks for the path with its tokens, signed under the key of the effect, in the context of the run', async () => {
    const items = [effectItemOf('one', { variables: { ticket: 'a/b?c' } })] as const;
    const settings = { connection, method: 'PUT', path: '/tickets/$(ticket)?of={cn}', body: 'b' };
    expect(await webhook.carryOut(effectOf('webhook', settings, { items }), signal)).toEqual({ kind: 'done' });
    expect(asked.at(-1)).toMatchObject({
      ...{ connection, method: 'PUT', path: '/tickets/a%2Fb%3Fc?of=one.example', context: 'api' },
      ...{ redirects: 0, signAs: 'key', headers: { 'idempotency-key': 'key' } },
    });
    expect(calls).toEqual([]);
  });

  it('fails as the connection does, and refuses redirects', async () => {
    expect(await send({ path: '/refused' })).toMatchObject({ error: 'token_failed', isTemporary: true });
    status = 302;
    expect(await send({ path: '/a' })).toMatchObject({ error: 'redirect_refused', isTemporary: false });
  });
});
