import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBrowser, startOidcProvider, type TestProvider } from '../../../test/support/oidc-provider';
import type { Provider } from '../../domain/sign-in/provider';
import { createHttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { callbackPath, createProviderClient } from './provider-client';

/** With what has to be encoded in a form and in a header. */
const secret = 's:e+c%r t/&é'.replace('é', '!');
const publicUrl = 'http://127.0.0.1:8080';
const callback = publicUrl + callbackPath('corp');
const fetcherOf = (allow: string[]) =>
  createHttpFetcher({ guard: createOutboundGuard(allow), connectMs: 5_000, silenceMs: 5_000, totalMs: 5_000 });
const fetcher = fetcherOf(['127.0.0.1']);
let server: TestProvider;

beforeAll(async () => {
  const both = { redirects: [callback], afterSignOut: [`${publicUrl}/`], secret };
  server = await startOidcProvider([
    { clientId: 'by form', ...both },
    { clientId: 'by:header', auth: 'client_secret_basic', ...both },
  ]);
  server.people['ada'] = { preferred_username: 'ada', groups: ['PKI'], email: 'ada@example.org', email_verified: true };
});
afterAll(async () => {
  await fetcher.close();
  await server.close();
});

function providerOf(changed: Partial<Provider> = {}): Provider {
  return {
    ...{ uuid: 'p', name: 'corp', displayName: 'Corp', enabled: true, issuer: server.issuer, clientId: 'by form' },
    ...{ secretRef: 'secret', tokenEndpointAuth: 'client_secret_post', scopes: ['openid', 'profile', 'email'] },
    ...{ usernameClaim: 'preferred_username', match: 'none', groupsClaim: 'groups', roles: [], roleMappings: [] },
    ...{ signsOutThere: true, tls: { ca: null }, revision: 1, ...changed },
  };
}

function clientOf(more: Partial<Parameters<typeof createProviderClient>[0]> = {}) {
  return createProviderClient({
    ...{ fetcherFor: () => fetcher, openSecret: async () => secret, publicUrl, now: () => new Date() },
    ...{ timeoutSeconds: 2, ...more },
  });
}

it.each([
  ['by form', 'client_secret_post'],
  ['by:header', 'client_secret_basic'],
] as const)('knows who has signed in with a client that shows its secret %s', async (clientId, tokenEndpointAuth) => {
  const [client, provider] = [clientOf(), providerOf({ clientId, tokenEndpointAuth })];
  const { url, ...begun } = await client.begin(provider);
  expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
  const back = await createBrowser().signInAt(url, 'ada');
  const shown = await client.finish(provider, back.search, begun);
  expect(shown.subject).toBe('ada');
  // Of the userinfo endpoint: the id token has none of them.
  expect(shown.claims).toMatchObject({ sub: 'ada', preferred_username: 'ada', groups: ['PKI'] });
  // The code works once, and the words of the provider are told.
  await expect(client.finish(provider, back.search, begun)).rejects.toMatchObject({
    ...{ code: 'refused', message: expect.stringMatching(/^The provider refused: invalid_grant/) },
  });
});

it('takes the public address for the exchange, whatever the request came to', async () => {
  const [client, provider] = [clientOf(), providerOf()];
  const { url, ...begun } = await client.begin(provider);
  const back = await createBrowser().signInAt(url, 'ada');
  expect(back.origin).toBe(publicUrl);
  await expect(
    clientOf({ publicUrl: 'http://127.0.0.1:9999' }).finish(provider, back.search, begun),
  ).rejects.toMatchObject({ message: expect.stringMatching(/invalid_grant/) });
  expect(server.refusals.at(-1)).toMatch(/redirect_uri/);
});

it('lets in nobody who comes with another state, verifier, nonce or issuer, or with nothing', async () => {
  const [client, provider] = [clientOf(), providerOf()];
  const fresh = async () => {
    const { url, ...begun } = await client.begin(provider);
    return { begun, back: await createBrowser().signInAt(url, 'ada') };
  };
  for (const member of ['state', 'nonce', 'verifier'] as const) {
    const { begun, back } = await fresh();
    const wrong = { ...begun, [member]: 'x'.repeat(43) };
    await expect(client.finish(provider, back.search, wrong)).rejects.toThrow();
  }
  const { begun, back } = await fresh();
  const foreign = new URLSearchParams(back.search);
  foreign.set('iss', 'https://evil.example');
  await expect(client.finish(provider, `?${foreign.toString()}`, begun)).rejects.toThrow(/failed|refused/);
  await expect(client.finish(provider, '', begun)).rejects.toThrow();
});

it('tells what the person or the provider refused', async () => {
  const [client, provider] = [clientOf(), providerOf()];
  const { url: _url, ...begun } = await client.begin(provider);
  const query = { error: 'access_denied', error_description: 'not today', state: begun.state, iss: server.issuer };
  await expect(client.finish(provider, `?${new URLSearchParams(query).toString()}`, begun)).rejects.toMatchObject({
    ...{ code: 'refused', message: 'The provider refused: access_denied: not today.' },
  });
});

it('leads to the page that signs out there, with and without a hint', async () => {
  const [client, provider] = [clientOf(), providerOf()];
  const { url, ...begun } = await client.begin(provider);
  const browser = createBrowser();
  const { idToken } = await client.finish(provider, (await browser.signInAt(url, 'ada')).search, begun);
  for (const hint of [idToken, undefined]) {
    const leaving = new URL((await client.leave(provider, hint))!);
    expect(leaving.searchParams.get('post_logout_redirect_uri')).toBe(`${publicUrl}/`);
    expect(leaving.searchParams.get('client_id')).toBe('by form');
    expect((await browser.open(leaving)).status).toBe(200);
  }
  expect(await clientOf({ openSecret: async () => undefined }).leave(provider, undefined)).toBeNull();
});

describe('a provider that cannot be asked', () => {
  const answering = async (status: number, body: object | undefined, work: (issuer: string) => Promise<void>) => {
    const stub = createServer((_req, res) => {
      if (status === 0) return;
      res.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => stub.once('listening', resolve));
    try {
      await work(`http://127.0.0.1:${(stub.address() as AddressInfo).port}`);
    } finally {
      stub.closeAllConnections();
      stub.close();
    }
  };

  it.each([404, 503, 302])('is told with its address and the status %d', (status) =>
    answering(status, {}, async (issuer) => {
      const message = `${issuer}/.well-known/openid-configuration answered with status ${status}.`;
      await expect(clientOf().begin(providerOf({ issuer }))).rejects.toMatchObject({ code: 'misconfigured', message });
    }),
  );

  it('is told with both names where it calls itself something else', () =>
    answering(200, { issuer: 'http://127.0.0.1/realms/a' }, async (issuer) => {
      await expect(clientOf().begin(providerOf({ issuer: `${issuer}/realms/a/` }))).rejects.toMatchObject({
        code: 'misconfigured',
        message: expect.stringMatching(/calls itself http:\/\/127.0.0.1\/realms\/a, and the configured issuer is http/),
      });
    }));

  it('is told when it says nothing', () =>
    answering(0, undefined, async (issuer) => {
      await expect(clientOf({ timeoutSeconds: 0.05 }).begin(providerOf({ issuer }))).rejects.toMatchObject({
        ...{ code: 'unreachable', message: `The provider ${issuer} did not answer in time.` },
      });
    }));

  it('is told when nobody is there, when it may not be called, and when its secret is gone', async () => {
    const nobody = providerOf({ issuer: 'http://127.0.0.1:9' });
    await expect(clientOf().begin(nobody)).rejects.toMatchObject({
      ...{ code: 'unreachable', message: expect.stringMatching(/^http:\/\/127.0.0.1:9\/.*refuses connections/) },
    });
    const guarded = fetcherOf([]);
    await expect(clientOf({ fetcherFor: () => guarded }).begin(nobody)).rejects.toMatchObject({
      ...{ code: 'unreachable', message: expect.stringMatching(/is not called/) },
    });
    await guarded.close();
    await expect(clientOf({ openSecret: async () => undefined }).begin(nobody)).rejects.toMatchObject({
      message: 'The secret secret of this provider cannot be opened.',
    });
  });

  it('is asked again after seconds, and then once a day', async () => {
    let calls = 0;
    let fails = true;
    const clock = { now: new Date('2030-01-01T00:00:00Z') };
    const counting = {
      fetch: async (...args: Parameters<typeof fetcher.fetch>) => {
        calls += 1;
        if (fails) return { kind: 'failed', code: 'x', reason: 'is away' } as const;
        return fetcher.fetch(...args);
      },
    };
    const client = clientOf({ fetcherFor: () => counting, now: () => clock.now });
    await expect(client.begin(providerOf())).rejects.toThrow(/is away/);
    await expect(client.begin(providerOf())).rejects.toThrow(/is away/);
    expect(calls).toBe(1);
    fails = false;
    clock.now = new Date(clock.now.getTime() + 5_001);
    await client.begin(providerOf());
    await client.begin(providerOf());
    expect(calls).toBe(2);
    clock.now = new Date(clock.now.getTime() + 24 * 3_600_000 + 1);
    await client.begin(providerOf());
    expect(calls).toBe(3);
  });
});
