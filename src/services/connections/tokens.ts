import type { HttpFetcher } from '../../outbound/http-fetcher';
import type { Connection, ConnectionAuth } from '../../domain/connections/connection';
import { isPlainObject } from '../../domain/values/json';

type OAuth = Extract<ConnectionAuth, { readonly type: 'oauth_client_credentials' }>;
export type TokenOutcome =
  | { readonly token: string; readonly lifetimeSeconds: number | null }
  | { readonly fault: string; readonly isTemporary: boolean };

/** How long before its end a token is not used any more. */
export const spareMs = 60_000;
const answerLimit = 64 * 1024;
/** RFC 6749, section 5.2: what may be told; the rest of the answer may quote what was sent. */
const knownErrors =
  'invalid_request invalid_client invalid_grant unauthorized_client unsupported_grant_type invalid_scope'.split(' ');

/** Tokens of this process, each used until a minute before its end. Who asks while it is fetched waits for the same one. */
export function createTokens(now: () => number) {
  const held = new Map<string, { readonly token: string; readonly until: number }>();
  const asked = new Map<string, Promise<TokenOutcome>>();

  async function fetched(key: string, ask: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
    const before = now();
    const outcome = await ask();
    if (!('token' in outcome) || outcome.lifetimeSeconds === null) return outcome;
    for (const [other, { until }] of held) if (until <= now()) held.delete(other);
    held.set(key, { token: outcome.token, until: before + outcome.lifetimeSeconds * 1_000 - spareMs });
    return outcome;
  }

  return {
    /** @param key what the token is for: client, secret, scope */
    async of(key: string, ask: () => Promise<TokenOutcome>): Promise<TokenOutcome & { readonly isHeld?: boolean }> {
      const known = held.get(key);
      if (known !== undefined && known.until > now())
        return { token: known.token, lifetimeSeconds: null, isHeld: true };
      const open = asked.get(key) ?? fetched(key, ask).finally(() => asked.delete(key));
      asked.set(key, open);
      return open;
    },

    /** A token that was refused is not used again. */
    drop(key: string, token: string): void {
      if (held.get(key)?.token === token) held.delete(key);
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;

/** Asks the token endpoint for one (RFC 6749, section 4.4). No redirect is followed: the secret is in the request. */
export async function askForToken(
  fetcher: Pick<HttpFetcher, 'fetch'>,
  { auth, secret }: { readonly auth: OAuth; readonly secret: string },
): Promise<TokenOutcome> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (auth.scope !== null) form.set('scope', auth.scope);
  if (auth.audience !== null) form.set('audience', auth.audience);
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
  };
  if (auth.clientAuthentication === 'body') {
    form.set('client_id', auth.clientId);
    form.set('client_secret', secret);
  } else {
    headers['authorization'] = basicAuthorization(formEncoded(auth.clientId), formEncoded(secret));
  }
  const body = Buffer.from(form.toString());
  const outcome = await fetcher.fetch(auth.tokenUrl, { method: 'POST', headers, body, maxBytes: answerLimit });
  const host = `The token endpoint ${new URL(auth.tokenUrl).host}`;
  if (outcome.kind === 'refused') return { fault: `${host}: ${outcome.detail}`, isTemporary: false };
  if (outcome.kind === 'failed') return { fault: `${host} ${outcome.reason}.`, isTemporary: true };
  const { status } = outcome;
  const said = parsed(outcome.body);
  if (status !== 200) {
    const known = knownErrors.find((error) => error === said['error']);
    const isTemporary = status >= 500 || status === 429 || status === 408;
    return { fault: `${host} answered with status ${status}${known === undefined ? '' : ` (${known})`}.`, isTemporary };
  }
  const { access_token: token, token_type: type, expires_in: lifetime } = said;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token) || String(type).toLowerCase() !== 'bearer') {
    return { fault: `${host} gave no bearer token.`, isTemporary: false };
  }
  const seconds = Number(lifetime ?? NaN);
  return { token, lifetimeSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null };
}

/** RFC 7617, in UTF-8. */
export function basicAuthorization(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`, 'utf8').toString('base64')}`;
}

/** What a token is kept under: another secret, or another revision of the connection, has another token. */
export function tokenKeyOf({ uuid, revision }: Pick<Connection, 'uuid' | 'revision'>, secretDigest: string): string {
  return `${uuid} ${revision} ${secretDigest}`;
}

/** RFC 6749, appendix B. */
function formEncoded(text: string): string {
  return new URLSearchParams({ a: text }).toString().slice(2);
}

function parsed(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isPlainObject(value) ? value : {};
  } catch {
    return {};
  }
}
