import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../domain/connections/connection';
import type { SecurityContext } from '../../domain/scripts/runtime';
import { createHttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { createScriptConnections } from './for-scripts';

let asked = 0;
const server = createServer((_req, res) => {
  asked += 1;
  res
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ access_token: `token-${asked}`, token_type: 'Bearer', expires_in: 3_600 }));
});
let tokenUrl = '';
const fetcher = createHttpFetcher({
  guard: createOutboundGuard(['127.0.0.1']),
  ...{ connectMs: 2_000, silenceMs: 2_000, totalMs: 5_000 },
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
});
afterAll(async () => {
  await fetcher.close();
  server.close();
});

const base = { uuid: 'c', revision: 1, baseUrl: 'https://tickets.example/api', tls: { ca: null }, secretRef: 'pass' };
const stored = (): Readonly<Record<string, Partial<Connection>>> => ({
  open: { auth: { type: 'none' }, secretRef: null },
  named: { auth: { type: 'basic', username: 'ada' } },
  keyed: { auth: { type: 'bearer' } },
  spaced: { auth: { type: 'bearer' }, secretRef: 'spaced' },
  lost: { auth: { type: 'bearer' }, secretRef: 'lost' },
  apiOnly: { auth: { type: 'none' }, secretRef: null, allowedContexts: ['api'] },
  oauth: {
    auth: {
      ...{ type: 'oauth_client_credentials', tokenUrl, clientId: 'certloom', scope: null, audience: null },
      clientAuthentication: 'basic',
    },
  },
});
const open = createScriptConnections({
  connections: {
    async byName(name) {
      const found = stored()[name];
      return found && ({ ...base, name, allowedContexts: ['api', 'service'], ...found } as Connection);
    },
  },
  openSecrets: async ([name = '']) =>
    name === 'lost'
      ? { missing: name, reason: 'nobody has set it' }
      : { values: { [name]: name === 'spaced' ? 'a b' : 's3cret' } },
  tokens: { of: (_key, _context, ask) => ask() },
  fetcherFor: () => fetcher,
});
const reasonOf = async (name: string, context: SecurityContext = 'service') => {
  const found = await open([name], context);
  return 'missing' in found ? found.reason : undefined;
};

it('gives address and header by the way in which a service lets in, and says what of it is secret', async () => {
  const basic = Buffer.from('ada:s3cret').toString('base64');
  expect(await open(['open', 'named', 'keyed'], 'service')).toEqual({
    connections: {
      open: { baseUrl: base.baseUrl, headers: {}, ca: null },
      named: { baseUrl: base.baseUrl, headers: { authorization: `Basic ${basic}` }, ca: null },
      keyed: { baseUrl: base.baseUrl, headers: { authorization: 'Bearer s3cret' }, ca: null },
    },
    secrets: ['s3cret', basic, 's3cret'],
  });
});

it('gives the token of an OAuth client alone, and keeps the secret that it was got with', async () => {
  const found = await open(['oauth'], 'service');
  expect(found).toMatchObject({
    connections: { oauth: { headers: { authorization: 'Bearer token-1' } } },
    secrets: ['token-1'],
  });
  expect(JSON.stringify(found)).not.toContain('s3cret');
});

it('says why there is none', async () => {
  expect(await reasonOf('gone')).toContain('none of this name');
  expect([await reasonOf('apiOnly'), await reasonOf('apiOnly', 'api')]).toEqual([
    expect.stringContaining('not for the context service'),
    undefined,
  ]);
  expect(await reasonOf('lost')).toContain('nobody has set it');
  expect(await reasonOf('spaced')).toContain('is no token');
});
