import type { Fault } from '../problem';
import type { SecurityContext } from '../scripts/runtime';

/** How a client tells the token endpoint who it is (RFC 6749, section 2.3.1): in the header, or in the form. */
export const clientAuthentications = ['basic', 'body'] as const;

export type ConnectionAuth =
  | { readonly type: 'none' }
  /** RFC 7617; the secret is the password. */
  | { readonly type: 'basic'; readonly username: string }
  /** RFC 6750; the secret is the token. */
  | { readonly type: 'bearer' }
  /** RFC 6749, section 4.4; the secret is that of the client. */
  | {
      readonly type: 'oauth_client_credentials';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly scope: string | null;
      readonly audience: string | null;
      readonly clientAuthentication: (typeof clientAuthentications)[number];
    };

/** A service that others call by this name, with what it takes to be let in. */
export interface Connection {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  /** Of every request; paths are appended. */
  readonly baseUrl: string;
  readonly auth: ConnectionAuth;
  /** Name of a stored secret; null exactly where `auth` is none. */
  readonly secretRef: string | null;
  /** Name of a stored secret with which requests of webhooks are signed (Standard Webhooks). */
  readonly signingSecretRef: string | null;
  /** PEM certificates that are trusted beside those of the installation. */
  readonly tls: { readonly ca: string | null };
  /** Whose runs may use it. */
  readonly allowedContexts: readonly SecurityContext[];
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly revision: number;
}

export type ConnectionFields = Omit<Connection, 'uuid' | 'createdAt' | 'changedAt' | 'revision'>;
type Reaching = Pick<Connection, 'baseUrl' | 'auth' | 'secretRef' | 'signingSecretRef' | 'tls'>;

/** Names of the stored secrets that it needs. */
export function secretsOf({ secretRef, signingSecretRef }: Pick<Reaching, 'secretRef' | 'signingSecretRef'>): string[] {
  return [secretRef, signingSecretRef].filter((name) => name !== null);
}

/** What no single member shows. Pointers are into the connection. */
export function connectionFaults({ baseUrl, auth, secretRef }: Reaching): Fault[] {
  return [
    ...urlFaults(baseUrl, '/baseUrl', auth.type !== 'none'),
    ...(auth.type === 'oauth_client_credentials' ? urlFaults(auth.tokenUrl, '/auth/tokenUrl', true) : []),
    ...(auth.type !== 'none' && secretRef === null
      ? [{ pointer: '/secretRef', code: 'required', detail: `authentication by ${auth.type} needs a secret` }]
      : []),
    ...(auth.type === 'none' && secretRef !== null
      ? [{ pointer: '/secretRef', code: 'wrong_value', detail: 'without authentication no secret is sent' }]
      : []),
  ];
}

/** Members through which a change could bring a secret to somebody else: whoever makes it needs the right to use secrets. */
export function secretMembersChanged(before: Reaching | null, after: Reaching): string[] {
  if (secretsOf(after).length === 0) return [];
  return (['secretRef', 'signingSecretRef', 'baseUrl', 'auth', 'tls'] as const).filter((member) => {
    if (before === null) return member.endsWith('Ref') && after[member] !== null;
    return JSON.stringify(before[member]) !== JSON.stringify(after[member]);
  });
}

function urlFaults(text: string, pointer: string, isSecret: boolean): Fault[] {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return [{ pointer, code: 'wrong_value', detail: 'an address with https or http is expected' }];
  }
  const faults: Fault[] = [];
  if (url.username !== '' || url.password !== '' || url.hash !== '' || (pointer === '/baseUrl' && url.search !== '')) {
    const detail = 'scheme, host, port and path are expected, without credentials, query and fragment';
    faults.push({ pointer, code: 'wrong_value', detail });
  }
  if (isSecret && url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    faults.push({ pointer, code: 'https_required', detail: 'secrets are sent by https, except on this machine' });
  }
  return faults;
}

export function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
