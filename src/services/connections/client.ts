import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { isThisMachine, type Connection } from '../../domain/connections/connection';
import { redirected, targetOf, type Hop } from '../../domain/connections/target';
import type { SecurityContext } from '../../domain/scripts/runtime';
import type { FetchedAnswer, FetchRequest, HttpFetcher } from '../../outbound/http-fetcher';
import { retryAfterMs } from '../../outbound/retry-after';
import type { ConnectionStore } from '../../store/connections/connections';
import type { SecretStore } from '../../store/secrets/secrets';
import type { NamedSecrets } from '../secrets/named-secrets';
import type { SharedTokens } from './shared-tokens';
import { askForToken, basicAuthorization, createTokens } from './tokens';

export interface ConnectionClientDeps {
  readonly connections: Pick<ConnectionStore, 'find'>;
  readonly secrets: Pick<SecretStore, 'byName'>;
  readonly named: Pick<NamedSecrets, 'openOf'>;
  /** Behind the outbound guard, without redirects; trusts these authorities beside those of the installation. */
  readonly fetcherFor: (ca: string | null) => Pick<HttpFetcher, 'fetch'>;
  /** Tokens that other processes have fetched; without it each fetches its own. */
  readonly shared?: SharedTokens;
  readonly now: () => Date;
  /** Whole exchange: token, redirects, answer. */
  readonly timeoutMs?: number;
}

/** A service that only one step calls: address and authentication stand there. */
export interface OwnTarget extends Pick<Connection, 'auth' | 'secretRef'> {
  /** Whole, with its query. */
  readonly url: string;
}

export interface ConnectionRequest {
  /** Uuid of the connection, or where the request goes by itself; its path is empty then. */
  readonly connection: string | OwnTarget;
  /** Of the run that asks. */
  readonly context: SecurityContext;
  readonly method: NonNullable<FetchRequest['method']>;
  /** Below the base address, a query allowed. */
  readonly path: string;
  /** Names in lower case. What the connection sets wins. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
  /** Redirects that are followed; the last answer counts. */
  readonly redirects?: number;
  /** Id of the message that is signed, where the connection has a secret for that. */
  readonly signAs?: string;
}

export type ConnectionOutcome =
  | {
      readonly kind: 'answered';
      /** That was asked last. */
      readonly url: string;
      readonly status: number;
      readonly headers: FetchedAnswer['headers'];
      /** JSON where the answer says that it is, else text. It may hold what was sent. */
      readonly body: unknown;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'failed'; readonly error: string; readonly detail: string; readonly isTemporary: boolean };

/** @property tokenKey what tokens are kept under: another secret, or another revision of a connection, has another */
interface Reached extends Pick<Connection, 'auth' | 'secretRef' | 'signingSecretRef' | 'tls'> {
  readonly tokenKey: string;
  /** For people. */
  readonly label: string;
}

type Failure = Extract<ConnectionOutcome, { readonly kind: 'failed' }>;
type Headers = Readonly<Record<string, string>>;

const answerLimit = 1024 * 1024;
const mostRedirects = 5;

/** Calls the services of named connections. Secrets are opened for each request and stay in memory. */
export function createConnectionClient(deps: ConnectionClientDeps) {
  const { timeoutMs = 30_000 } = deps;
  const tokens = createTokens(() => deps.now().getTime());

  async function secretOf(name: string, context: SecurityContext): Promise<string | Failure> {
    const stored = await deps.secrets.byName(name);
    if (stored === undefined) return failed('secret_missing', `There is no secret ${name}.`);
    if (!stored.contexts.includes(context)) {
      return failed('secret_not_allowed', `The secret ${name} is not for the context ${context}.`);
    }
    return deps.named.openOf(stored) ?? failed('secret_unreadable', `The secret ${name} cannot be opened here.`, true);
  }

  /** What lets the request in, and, for a token that was kept, the way to another one. */
  async function credentialsOf(
    connection: Reached,
    { context, signal }: { readonly context: SecurityContext; readonly signal: AbortSignal },
  ): Promise<{ readonly headers: Headers; readonly drop?: () => Promise<void> } | Failure> {
    const { auth, secretRef, tls } = connection;
    if (auth.type === 'none' || secretRef === null) return { headers: {} };
    const secret = await secretOf(secretRef, context);
    if (typeof secret !== 'string') return secret;
    if (auth.type === 'basic') return { headers: { authorization: basicAuthorization(auth.username, secret) } };
    if (auth.type === 'bearer') {
      if (/^[\x21-\x7e]+$/.test(secret)) return { headers: { authorization: `Bearer ${secret}` } };
      return failed('secret_unusable', `The secret ${secretRef} is no token: it has a space or a line break.`);
    }
    const key = `${connection.tokenKey} ${createHash('sha256').update(secret).digest('base64')}`;
    // Others may wait for the same token, so nobody ends the request for it.
    const ask = () => askForToken(deps.fetcherFor(tls.ca), { auth, secret });
    const asked = tokens.of(key, () => deps.shared?.of(key, context, ask) ?? ask());
    const got = await within(asked, signal);
    if ('fault' in got) return failed('token_failed', got.fault, got.isTemporary);
    const headers = { authorization: `Bearer ${got.token}` };
    const drop = async () => {
      tokens.drop(key, got.token);
      await deps.shared?.drop(key, context, got.token);
    };
    return got.isHeld === true ? { headers, drop } : { headers };
  }

  async function signatureOf(
    { signingSecretRef }: Reached,
    { signAs, context, body }: ConnectionRequest,
  ): Promise<Headers | Failure> {
    if (signingSecretRef === null || signAs === undefined) return {};
    const secret = await secretOf(signingSecretRef, context);
    if (typeof secret !== 'string') return secret;
    const at = deps.now();
    try {
      const signature = new Webhook(secret).sign(signAs, at, (body ?? Buffer.alloc(0)).toString('utf8'));
      const timestamp = String(Math.floor(at.getTime() / 1_000));
      return { 'webhook-id': signAs, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    } catch {
      return failed('secret_unusable', `The secret ${signingSecretRef} signs nothing: whsec_ and base64 are expected.`);
    }
  }

  async function exchange(
    first: Hop,
    asked: ConnectionRequest,
    { ca, own, signal }: { readonly ca: string | null; readonly own: Headers; readonly signal: AbortSignal },
  ): Promise<ConnectionOutcome> {
    const { headers = {}, body, redirects = mostRedirects } = asked;
    let hop = first;
    for (let left = Math.min(redirects, mostRedirects); ; left -= 1) {
      const answer = await deps.fetcherFor(ca).fetch(hop.url.href, {
        method: hop.method as ConnectionRequest['method'],
        headers: hop.isTrusted ? { ...withoutContent(headers, hop), ...own } : plainOf(headers, hop),
        maxBytes: answerLimit,
        signal,
        ...(hop.hasBody && body !== undefined ? { body } : {}),
      });
      if (answer.kind === 'refused') return failed(answer.code, `${hop.url.host}: ${answer.detail}`);
      if (answer.kind === 'failed') return failed(answer.code, `${hop.url.host} ${answer.reason}.`, true);
      const location = answer.headers['location'];
      const next = redirected(hop, answer.status, typeof location === 'string' ? location : undefined);
      if (next === undefined || redirects === 0) return answeredBy(hop, answer, deps.now());
      if (left === 0) {
        return failed('too_many_redirects', `${first.url.host} redirects more often than is followed.`);
      }
      hop = next;
    }
  }

  /** What is called, and where. */
  async function reached(asked: ConnectionRequest): Promise<{ connection: Reached; url: URL } | Failure> {
    if (typeof asked.connection !== 'string') {
      const url = URL.parse(asked.connection.url);
      if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
        return failed('url_not_allowed', 'An address with https or http is expected, without credentials.');
      }
      const { auth, secretRef } = asked.connection;
      const isSecret = auth.type !== 'none';
      if (isSecret && url.protocol === 'http:' && !isThisMachine(url.hostname)) {
        return failed('https_required', 'Secrets are sent by https, except on this machine.');
      }
      return {
        connection: {
          auth,
          secretRef,
          signingSecretRef: null,
          tls: { ca: null },
          tokenKey: ownKeyOf(auth),
          label: url.host,
        },
        url,
      };
    }
    const connection = await deps.connections.find(asked.connection);
    if (connection === undefined) return failed('connection_missing', 'There is no such connection any more.');
    const { name, baseUrl, allowedContexts } = connection;
    if (!allowedContexts.includes(asked.context)) {
      return failed('connection_not_allowed', `The connection ${name} is not for the context ${asked.context}.`);
    }
    const url = targetOf(baseUrl, asked.path);
    if (url === undefined) return failed('url_not_allowed', `The path leaves the address of the connection ${name}.`);
    return {
      connection: {
        ...connection,
        tokenKey: `${connection.uuid} ${connection.revision}`,
        label: `The connection ${name}`,
      },
      url,
    };
  }

  /** One request; never throws but for `signal`. No detail holds a secret, a path or a query. */
  async function request(asked: ConnectionRequest): Promise<ConnectionOutcome> {
    const target = await reached(asked);
    if (isFailure(target)) return target;
    const { connection, url } = target;
    const { tls } = connection;
    const signature = await signatureOf(connection, asked);
    if (isFailure(signature)) return signature;
    const first: Hop = { url, method: asked.method, hasBody: asked.body !== undefined, isTrusted: true };
    const limit = AbortSignal.timeout(timeoutMs);
    const signal = asked.signal === undefined ? limit : AbortSignal.any([asked.signal, limit]);
    for (;;) {
      try {
        const credentials = await credentialsOf(connection, { context: asked.context, signal });
        if (isFailure(credentials)) return credentials;
        const { headers: secretHeaders, drop } = credentials;
        const own = { ...signature, ...secretHeaders };
        const outcome = await exchange(first, asked, { ca: tls.ca, own, signal });
        // A token that was kept may have been withdrawn meanwhile; what answers 401 has done nothing.
        if (outcome.kind !== 'answered' || outcome.status !== 401 || drop === undefined) return outcome;
        await drop();
      } catch (error) {
        asked.signal?.throwIfAborted();
        if (!limit.aborted) throw error;
        return failed('timeout', `${connection.label} brought no answer in time.`, true);
      }
    }
  }

  return { request };
}

export type ConnectionClient = ReturnType<typeof createConnectionClient>;

/** The same client at the same token endpoint, for the same scope and audience. */
function ownKeyOf(auth: Connection['auth']): string {
  return `own ${JSON.stringify(auth)}`;
}

function answeredBy(hop: Hop, { status, headers, body }: FetchedAnswer, now: Date): ConnectionOutcome {
  const type = String(headers['content-type'] ?? '');
  const asked = headers['retry-after'];
  return {
    ...{ kind: 'answered', url: hop.url.href, status, headers },
    body: /^application\/(?:[\w.+-]+\+)?json\b/i.test(type) ? jsonOr(body.toString('utf8')) : body.toString('utf8'),
    retryAfterMs: typeof asked === 'string' ? retryAfterMs(asked, now.getTime()) : null,
  };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Without what describes a body that is not sent any more. */
function withoutContent(headers: Headers, { hasBody }: Hop): Headers {
  if (hasBody) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([header]) => !header.startsWith('content-')));
}

/** Of the headers that were given, those that say nothing of who asks. */
function plainOf(headers: Headers, hop: Hop): Headers {
  const plain = Object.entries(headers).filter(([header]) => header === 'accept' || header === 'content-type');
  return withoutContent(Object.fromEntries(plain), hop);
}

function failed(error: string, detail: string, isTemporary = false): Failure {
  return { kind: 'failed', error, detail, isTemporary };
}

function isFailure(one: object): one is Failure {
  return 'kind' in one && one.kind === 'failed';
}

/** The end of the work, or what the signal throws where that comes first. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
