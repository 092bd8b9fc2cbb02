import type { Fault } from '../problem';
import { isThisMachine } from '../connections/connection';

/** How the client shows its secret at the token endpoint (OpenID Connect Core 1.0, section 9). */
export const tokenEndpointAuths = ['client_secret_post', 'client_secret_basic', 'none'] as const;

/** How somebody who signs in for the first time becomes a user here: always a new one, or the one with the same verified address or username. */
export const userMatches = ['none', 'email', 'username'] as const;

/** A provider of OpenID Connect that people may sign in with. */
export interface Provider {
  readonly uuid: string;
  /** In the addresses of its sign-in. */
  readonly name: string;
  readonly displayName: string;
  readonly enabled: boolean;
  /** Exactly as the provider announces it: a slash at the end counts. */
  readonly issuer: string;
  readonly clientId: string;
  /** Name of a stored secret; null exactly where `tokenEndpointAuth` is none. */
  readonly secretRef: string | null;
  readonly tokenEndpointAuth: (typeof tokenEndpointAuths)[number];
  readonly scopes: readonly string[];
  readonly usernameClaim: string;
  readonly match: (typeof userMatches)[number];
  /** Null: roles are managed here, and `roles` are those of a new user. */
  readonly groupsClaim: string | null;
  /** Of everybody who signs in with it. */
  readonly roles: readonly string[];
  readonly roleMappings: readonly { readonly group: string; readonly roles: readonly string[] }[];
  /** Whether signing out here leads to its page for signing out there. */
  readonly signsOutThere: boolean;
  readonly tls: { readonly ca: string | null };
  readonly revision: number;
}

export type ProviderFields = Omit<Provider, 'uuid' | 'revision'>;

/** What no single member shows. */
export function providerFaults({ issuer, secretRef, tokenEndpointAuth, scopes }: ProviderFields): Fault[] {
  const url = URL.parse(issuer);
  const isPlain = url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url.hostname));
  return [
    ...(isPlain && isSafe
      ? []
      : [
          {
            pointer: '/issuer',
            code: 'wrong_value',
            detail: 'an https address without credentials, query and fragment is expected; http only on this machine',
          },
        ]),
    ...(tokenEndpointAuth !== 'none' && secretRef === null
      ? [{ pointer: '/secretRef', code: 'required', detail: `${tokenEndpointAuth} needs a secret` }]
      : []),
    ...(tokenEndpointAuth === 'none' && secretRef !== null
      ? [{ pointer: '/secretRef', code: 'wrong_value', detail: 'a client without authentication sends no secret' }]
      : []),
    ...(scopes.includes('openid')
      ? []
      : [{ pointer: '/scopes', code: 'required', detail: 'openid is what makes it OpenID Connect' }]),
  ];
}

/** What a provider says of somebody, of which nothing is sure but the names. */
export type Claims = Readonly<Record<string, unknown>>;

export type Groups =
  | { readonly kind: 'groups'; readonly names: readonly string[] }
  /** A sentence for people. */
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Groups as providers write them: a text is one, a list its texts. Anything else is refused in words, because "no
 * groups" would silently take roles away. Microsoft's providers leave out what is too long and say so in `_claim_names`.
 */
export function groupsOf(claims: Claims, claim: string): Groups {
  const elsewhere = claims['_claim_names'];
  const isElsewhere = typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, claim);
  if (isElsewhere || (claim === 'groups' && (claims['hasgroups'] === true || claims['hasgroups'] === 'true'))) {
    return refused(
      'You are in too many groups for the provider to name them. Ask for app roles, or for the groups of this application only.',
    );
  }
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (typeof value === 'string') return { kind: 'groups', names: [value] };
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return { kind: 'groups', names: value };
  if (value === undefined) {
    return refused(
      `The provider says nothing in the claim "${claim}". Its client may need another scope, or a mapper for groups.`,
    );
  }
  return refused(`The provider says something in the claim "${claim}" that is neither a text nor a list of texts.`);
}

function refused(reason: string): Groups {
  return { kind: 'refused', reason };
}

/** Roles of somebody with these groups, each once. Groups are compared as they are written. */
export function rolesOf(
  { roles, roleMappings }: Pick<Provider, 'roles' | 'roleMappings'>,
  groups: readonly string[],
): string[] {
  const mapped = roleMappings.filter(({ group }) => groups.includes(group)).flatMap((mapping) => mapping.roles);
  return [...new Set([...roles, ...mapped])];
}

/** A claim that is a text of some length without control characters; undefined otherwise. */
export function textClaim(claims: Claims, claim: string): string | undefined {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.normalize('NFC').trim();
  return text.length > 0 && text.length <= 200 && !/\p{Cc}|\p{Cs}|[\u2028\u2029]/u.test(text) ? text : undefined;
}

/** Where a browser goes after signing in: a path of this installation, else the start page. */
export function ownPath(wanted: string | undefined): string {
  const isOwn = wanted !== undefined && wanted.length <= 2_000 && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted);
  return isOwn ? wanted : '/';
}
