import { createHash } from 'node:crypto';
import * as oidc from 'openid-client';
import type { Claims, Provider } from '../../domain/sign-in/provider';
import { isThisMachine } from '../../domain/connections/connection';
import type { HttpFetcher } from '../../outbound/http-fetcher';
import { NoAnswerFrom, ProviderFault, providerFaultOf } from './provider-fault';

/** What a browser and the provider are told at the start, and what has to come back. */
export interface BegunAtProvider {
  readonly url: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface ShownByProvider {
  readonly subject: string;
  /** Those of the id token over those of the userinfo endpoint. */
  readonly claims: Claims;
  readonly idToken: string;
}

export interface ProviderClientDeps {
  /** Behind the outbound guard, with these authorities beside those of the installation. */
  readonly fetcherFor: (ca: string | null) => Pick<HttpFetcher, 'fetch'>;
  readonly openSecret: (name: string) => Promise<string | undefined>;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly now: () => Date;
  readonly timeoutSeconds?: number;
}

/** Answers of a provider are small; a thousand groups are 53 kB. */
const maxBytes = 2_000_000;
const dayMs = 24 * 3_600_000;
const failedMs = 5_000;

/** Where a provider sends browsers back to: without a query, which the library would not send again. */
export function callbackPath(name: string): string {
  return `/api/v1/sign-in/callback/${encodeURIComponent(name)}`;
}

/**
 * OpenID Connect with providers (authorization code flow with PKCE and nonce). What a provider says of itself is asked
 * for at the first use and once a day, so that none keeps the product from starting; a failure is remembered for
 * seconds. The id token comes over TLS from the token endpoint, so its signature is not checked again (OpenID Connect
 * Core 1.0, section 3.1.3.7). Throws `ProviderFault`.
 */
export function createProviderClient(deps: ProviderClientDeps) {
  const { fetcherFor, openSecret, publicUrl, now, timeoutSeconds = 8 } = deps;
  const kept = new Map<string, { readonly until: number; readonly configuration: Promise<oidc.Configuration> }>();
  const addresses = new WeakMap<object, string>();

  function fetchOf({ tls }: Provider): oidc.CustomFetch {
    return async (url, { method, headers, body, signal }) => {
      const outcome = await fetcherFor(tls.ca).fetch(url, {
        method: method as 'GET' | 'POST',
        headers: headers instanceof Headers ? Object.fromEntries(headers) : headers,
        ...(body === undefined || body === null ? {} : { body: Buffer.from(textOfBody(body)) }),
        maxBytes,
        ...(signal === undefined || signal === null ? {} : { signal }),
      });
      if (outcome.kind === 'refused')
        throw new NoAnswerFrom(url, `is not called: ${outcome.detail.replace(/\.$/, '')}`);
      if (outcome.kind === 'failed') throw new NoAnswerFrom(url, outcome.reason);
      const { status } = outcome;
      const type = outcome.headers['content-type'];
      const answer = new Response(status === 204 || status === 304 ? null : new Uint8Array(outcome.body), {
        status,
        headers: typeof type === 'string' ? { 'content-type': type } : {},
      });
      addresses.set(answer, url);
      return answer;
    };
  }

  async function discover(provider: Provider, secret: string | undefined): Promise<oidc.Configuration> {
    const { issuer, clientId, tokenEndpointAuth } = provider;
    const authentication =
      tokenEndpointAuth === 'none'
        ? oidc.None()
        : tokenEndpointAuth === 'client_secret_basic'
          ? oidc.ClientSecretBasic(secret)
          : oidc.ClientSecretPost(secret);
    const url = new URL(issuer);
    const isPlain = url.protocol === 'http:' && isThisMachine(url.hostname);
    return oidc.discovery(url, clientId, secret === undefined ? {} : { client_secret: secret }, authentication, {
      timeout: timeoutSeconds,
      [oidc.customFetch]: fetchOf(provider),
      // Of this machine only.
      execute: isPlain ? [oidc.allowInsecureRequests] : [],
    });
  }

  async function configurationOf(provider: Provider): Promise<oidc.Configuration> {
    const { uuid, revision, secretRef } = provider;
    const secret = secretRef === null ? undefined : await openSecret(secretRef);
    if (secretRef !== null && secret === undefined) {
      throw new ProviderFault('misconfigured', `The secret ${secretRef} of this provider cannot be opened.`);
    }
    const key = createHash('sha256')
      .update(JSON.stringify([uuid, revision, secret ?? null]))
      .digest('base64');
    const time = now().getTime();
    const known = kept.get(key);
    if (known !== undefined && known.until > time) return known.configuration;
    if (kept.size >= 100) kept.clear();
    const configuration = discover(provider, secret);
    kept.set(key, { until: time + dayMs, configuration });
    configuration.catch(() => kept.set(key, { until: now().getTime() + failedMs, configuration }));
    return configuration;
  }

  async function told<T>({ issuer }: Provider, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw providerFaultOf(error, issuer, (answer) => addresses.get(answer));
    }
  }

  async function withUserInfo(
    configuration: oidc.Configuration,
    tokens: oidc.TokenEndpointResponse,
    { claims, needed }: { readonly claims: oidc.IDToken; readonly needed: readonly string[] },
  ): Promise<Claims> {
    const has = (claim: string) => claims[claim] !== undefined;
    const tellsElsewhere = has('_claim_names') || has('hasgroups');
    const isComplete = tellsElsewhere || needed.every(has);
    if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return { ...claims };
    // Its subject is compared, so that nobody is taken for somebody else.
    return { ...(await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
  }

  return {
    begin: (provider: Provider): Promise<BegunAtProvider> =>
      told(provider, async () => {
        const configuration = await configurationOf(provider);
        const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
        const url = oidc.buildAuthorizationUrl(configuration, {
          redirect_uri: publicUrl + callbackPath(provider.name),
          scope: provider.scopes.join(' '),
          ...{ state, nonce },
          code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        });
        return { url: url.href, state, nonce, verifier };
      }),

    /**
     * @param search the query that the browser came back with; scheme, host and path are those of the public address,
     * whatever the request says, because the provider compares them with what it was told
     */
    finish: (provider: Provider, search: string, begun: Omit<BegunAtProvider, 'url'>): Promise<ShownByProvider> =>
      told(provider, async () => {
        const configuration = await configurationOf(provider);
        const came = new URL(publicUrl + callbackPath(provider.name));
        came.search = search;
        const tokens = await oidc.authorizationCodeGrant(configuration, came, {
          pkceCodeVerifier: begun.verifier,
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined || tokens.id_token === undefined) {
          throw new ProviderFault(
            'refused',
            'The provider said nothing of who has signed in: its answer has no id token.',
          );
        }
        const { usernameClaim, groupsClaim, match } = provider;
        const needed = [
          usernameClaim,
          ...(groupsClaim === null ? [] : [groupsClaim]),
          ...(match === 'email' ? ['email'] : []),
        ];
        return {
          subject: claims.sub,
          idToken: tokens.id_token,
          claims: await withUserInfo(configuration, tokens, { claims, needed }),
        };
      }),

    /** The provider's page for signing out there; null where it has none or cannot be asked. */
    async leave(provider: Provider, idToken: string | undefined): Promise<string | null> {
      try {
        const configuration = await configurationOf(provider);
        if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
        return oidc.buildEndSessionUrl(configuration, {
          post_logout_redirect_uri: `${publicUrl}/`,
          ...(idToken === undefined ? {} : { id_token_hint: idToken }),
        }).href;
      } catch {
        // Signing out here never waits for somebody else, and has happened already.
        return null;
      }
    },
  };
}

export type ProviderClient = ReturnType<typeof createProviderClient>;

function textOfBody(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('a provider is sent forms only');
}
