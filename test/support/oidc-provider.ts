import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';

interface ProviderEvents {
  on(
    event: string,
    listener: (context: unknown, error: { readonly error_detail?: string; readonly message: string }) => void,
  ): void;
  callback(): (req: unknown, res: unknown) => void;
}
type ProviderClass = new (issuer: string, configuration: object) => ProviderEvents;

export interface TestProvider {
  readonly issuer: string;
  /** What it refused, in its own words: the error that a client gets says less. */
  readonly refusals: string[];
  /** Claims by subject; change them as you like. */
  readonly people: Record<string, Record<string, unknown>>;
  readonly server: Server;
  close(): Promise<void>;
}

export interface TestClient {
  readonly clientId: string;
  readonly secret: string;
  /** Addresses that browsers come back to, and to after signing out. */
  readonly redirects: readonly string[];
  readonly afterSignOut: readonly string[];
  readonly auth?: 'client_secret_post' | 'client_secret_basic';
}

/** A real provider (oidc-provider, certified by the OpenID Foundation) on loopback, whose sign-in page takes any subject. */
export async function startOidcProvider(clients: readonly TestClient[]): Promise<TestProvider> {
  // It warns of Node 20, and of what only tests do.
  const warned = { warn: console.warn, info: console.info };
  Object.assign(console, { warn: () => undefined, info: () => undefined });
  // It has no types.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { default: Provider } = require('oidc-provider') as { readonly default: ProviderClass };
  let handle: (req: unknown, res: unknown) => void = () => undefined;
  const server = createServer((req, res) => handle(req, res)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people: TestProvider['people'] = {};
  const provider = new Provider(issuer, {
    clients: clients.map(({ clientId, secret, redirects, afterSignOut, auth = 'client_secret_post' }) => ({
      client_id: clientId,
      client_secret: secret,
      redirect_uris: redirects,
      post_logout_redirect_uris: afterSignOut,
      response_types: ['code'],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: auth,
    })),
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email', 'email_verified'] },
    cookies: { keys: ['of the tests'] },
    findAccount: (_context: unknown, subject: string) => ({
      accountId: subject,
      claims: async () => ({ sub: subject, ...people[subject] }),
    }),
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 600, Grant: 600 },
  });
  Object.assign(console, warned);
  const refusals: string[] = [];
  for (const event of ['authorization.error', 'grant.error', 'server_error', 'userinfo.error', 'end_session.error']) {
    provider.on(event, (_context, error) => refusals.push(`${event}: ${error.error_detail ?? error.message}`));
  }
  handle = provider.callback();
  return {
    ...{ issuer, refusals, people, server },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** As much of a browser as signing in needs: cookies of each host and port, and redirects, one at a time. */
export function createBrowser() {
  const jars = new Map<string, Map<string, string>>();

  async function open(
    address: string | URL,
    form?: Readonly<Record<string, string>>,
    more: object = {},
  ): Promise<Page> {
    const url = new URL(address);
    const jar = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, jar);
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        ...(jar.size === 0 ? {} : { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...more,
      };
      const options = { method: body === undefined ? 'GET' : 'POST', headers, rejectUnauthorized: false };
      send(url, options, resolve).on('error', reject).end(body);
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0\b|expires=thu, 01 jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return { url, status: answer.statusCode ?? 0, headers: answer.headers, text };
  }

  /** Follows redirects until a page comes, or one leads to where `until` says. */
  async function follow(page: Page, until: (url: URL) => boolean = () => false): Promise<Page | URL> {
    let at = page;
    while (at.status >= 300 && at.status < 400) {
      const next = new URL(at.headers.location ?? '', at.url);
      if (until(next)) return next;
      at = await open(next);
    }
    return at;
  }

  /** Signs in at the provider's own pages. @returns the address that it leads back to */
  async function signInAt(begun: string, subject: string): Promise<URL> {
    const isBack = (url: URL) => url.pathname.startsWith('/api/v1/sign-in/callback');
    let at = await follow(await open(begun), isBack);
    while (!(at instanceof URL)) {
      const prompt = /name="prompt" value="(\w+)"/.exec(at.text)?.[1];
      if (prompt === undefined) throw new Error(`${at.url.href} ${at.status}: ${at.text.slice(0, 500)}`);
      const fields: Record<string, string> =
        prompt === 'login' ? { prompt, login: subject, password: 'x' } : { prompt };
      at = await follow(await open(at.url, fields), isBack);
    }
    return at;
  }

  return { open, follow, signInAt, cookies: (host: string) => jars.get(host) ?? new Map<string, string>() };
}
