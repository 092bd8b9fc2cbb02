import { AuthorityFault, isObject } from '../authority-fault';
import { problemOf, type AcmeProblem } from './fault';

/** What a certificate is ordered for (RFC 8555, section 7.1.4; RFC 8738). */
export interface AcmeIdentifier {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

/** RFC 8555, section 7.1.3. */
export interface AcmeOrder {
  readonly status: string;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate: string | null;
  readonly error: AcmeProblem | null;
}

/** RFC 8555, section 8. */
export interface AcmeChallenge {
  readonly type: string;
  readonly url: string;
  readonly status: string;
  readonly token: string;
  readonly error: AcmeProblem | null;
}

/** RFC 8555, section 7.1.4. Challenges of forms that nobody has defined yet are left out. */
export interface AcmeAuthorization {
  readonly status: string;
  readonly name: string;
  readonly challenges: readonly AcmeChallenge[];
}

const mostAuthorizations = 1_000;

export function readOrder(body: unknown): AcmeOrder {
  const members = membersOf(body, 'an order');
  const { certificate, authorizations, error } = members;
  return {
    status: textIn(members, 'status', 'an order'),
    authorizations: Array.isArray(authorizations)
      ? authorizations.filter((url) => typeof url === 'string').slice(0, mostAuthorizations)
      : [],
    finalize: textIn(members, 'finalize', 'an order'),
    certificate: typeof certificate === 'string' ? certificate : null,
    error: isObject(error) ? problemOf(error) : null,
  };
}

export function readAuthorization(body: unknown): AcmeAuthorization {
  const members = membersOf(body, 'an authorization');
  const { identifier, challenges } = members;
  return {
    status: textIn(members, 'status', 'an authorization'),
    name: textIn(isObject(identifier) ? identifier : {}, 'value', 'an authorization'),
    challenges: Array.isArray(challenges) ? challenges.flatMap(readChallenge) : [],
  };
}

function readChallenge(body: unknown): AcmeChallenge[] {
  if (!isObject(body)) return [];
  const { type, url, status, token, error } = body;
  if (typeof type !== 'string' || typeof url !== 'string' || typeof status !== 'string') return [];
  // It becomes a part of our paths and records.
  if (typeof token !== 'string' || !/^[A-Za-z0-9_-]{1,300}$/.test(token)) return [];
  return [{ type, url, status, token, error: isObject(error) ? problemOf(error) : null }];
}

function membersOf(body: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isObject(body)) return body;
  throw new AuthorityFault('not_an_acme_server', `The authority answered something that is not ${what}.`, false);
}

function textIn(members: Readonly<Record<string, unknown>>, name: string, what: string): string {
  const value = members[name];
  if (typeof value === 'string') return value;
  throw new AuthorityFault('not_an_acme_server', `The authority answered ${what} without ${name}.`, false);
}

/** Null for a name that no certificate of an ACME authority can have. */
export function identifierOf(name: string): AcmeIdentifier | null {
  const [, kind, value] = /^(dNSName|iPAddress):(.+)$/.exec(name) ?? [];
  if (value === undefined) return null;
  return kind === 'dNSName' ? { type: 'dns', value: value.toLowerCase() } : { type: 'ip', value };
}
