import type { FetchOutcome, FetchRequest } from '../../outbound/http-fetcher';
import type { ConnectionAuth } from '../../domain/connections/connection';
import { askForToken, createTokens } from './tokens';

type OAuth = Extract<ConnectionAuth, { readonly type: 'oauth_client_credentials' }>;
const auth: OAuth = {
  ...{ type: 'oauth_client_credentials', tokenUrl: 'https://login.example/token', clientId: 'id:1' },
  ...{ scope: 'a b', audience: null, clientAuthentication: 'basic' },
};
const sent: FetchRequest[] = [];
const answering = (
  status: number,
  body: unknown,
): { fetch(url: string, wanted: FetchRequest): Promise<FetchOutcome> } => ({
  async fetch(_url, wanted) {
    sent.push(wanted);
    return { kind: 'answered', status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
  },
});
const good = { access_token: 'tok', token_type: 'Bearer', expires_in: '300' };
const form = () => Object.fromEntries(new URLSearchParams(Buffer.from(sent.at(-1)!.body!).toString()));

it('tells who asks in the header, encoded, or in the form', async () => {
  const secret = 'pass word%';
  expect(await askForToken(answering(200, good), { auth, secret })).toEqual({ token: 'tok', lifetimeSeconds: 300 });
  expect(sent.at(-1)!.headers!['authorization']).toBe(`Basic ${btoa('id%3A1:pass+word%25')}`);
  expect(form()).toEqual({ grant_type: 'client_credentials', scope: 'a b' });
  await askForToken(answering(200, good), { auth: { ...auth, clientAuthentication: 'body', audience: 'x' }, secret });
  expect(sent.at(-1)!.headers).not.toHaveProperty('authorization');
  expect(form()).toMatchObject({ client_id: 'id:1', client_secret: secret, audience: 'x' });
});

it.each([
  [401, { error: 'invalid_client', error_description: 'not s3cret' }, 'status 401 (invalid_client).', false],
  [400, { error: 's3cret' }, 'status 400.', false],
  [503, 'no json', 'status 503.', true],
  [302, {}, 'status 302.', false],
  [200, { ...good, token_type: 'mac' }, 'gave no bearer token.', false],
  [200, { ...good, access_token: 'a\r\nb' }, 'gave no bearer token.', false],
])('%d with %j is a fault that tells no secret', async (status, body, end, isTemporary) => {
  const outcome = await askForToken(answering(status, body), { auth, secret: 's3cret' });
  expect(outcome).toMatchObject({ isTemporary });
  const { fault } = outcome as { fault: string };
  expect(fault.startsWith('The token endpoint login.example ')).toBe(true);
  expect(fault.endsWith(end)).toBe(true);
  expect(fault).not.toContain('s3cret');
});

describe('tokens that are kept', () => {
  let at = 0;
  let count = 0;
  const tokens = createTokens(() => at);
  const ask = async () => ({ token: `t${(count += 1)}`, lifetimeSeconds: 300 });
  const tokenOf = async (key: string) => (await tokens.of(key, ask)) as { token: string };

  it('are one for all who ask at the same time, and until a minute before their end', async () => {
    const both = await Promise.all([tokenOf('a'), tokenOf('a')]);
    expect(both.map(({ token }) => token)).toEqual(['t1', 't1']);
    at = 239_999;
    expect(await tokenOf('a')).toMatchObject({ token: 't1', isHeld: true });
    at = 240_000;
    expect((await tokenOf('a')).token).toBe('t2');
    expect((await tokenOf('b')).token).toBe('t3');
  });

  it('are dropped when they were refused, and a newer one is not', async () => {
    tokens.drop('a', 't1');
    expect((await tokenOf('a')).token).toBe('t2');
    tokens.drop('a', 't2');
    expect((await tokenOf('a')).token).toBe('t4');
  });

  it('are not kept without an end, nor is a fault', async () => {
    await tokens.of('c', async () => ({ token: 'once', lifetimeSeconds: null }));
    await tokens.of('d', async () => ({ fault: 'no', isTemporary: true }));
    expect([await tokenOf('c'), await tokenOf('d')].map(({ token }) => token)).toEqual(['t5', 't6']);
  });
});
