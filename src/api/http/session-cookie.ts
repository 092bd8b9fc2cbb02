import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isThisMachine } from '../../domain/connections/connection';

export interface CookieJar {
  readonly name: string;
  /** The value out of a request; undefined without one, or with several, of which no order is promised. */
  read(headers: Pick<IncomingHttpHeaders, 'cookie'>): string | undefined;
  /** `Set-Cookie` that keeps a value for so many seconds. */
  set(value: string, maxAgeSeconds: number): string;
  /** `Set-Cookie` that takes it away. */
  clear(): string;
}

/**
 * A cookie that scripts cannot read and other sites cannot send with a form. Whether it is `Secure` follows from the
 * public address, since a proxy in front hides what the browser speaks: browsers drop such cookies without a word on
 * plain HTTP, except from this machine. Ports of a host share cookies, so the name has a digest of the whole address.
 * @param use what it is for: part of the name
 */
export function cookieJar(publicUrl: string, use: string): CookieJar {
  const { origin, protocol, hostname } = new URL(publicUrl);
  const isSecure = protocol === 'https:' || isThisMachine(hostname);
  const place = createHash('sha256').update(origin).digest('hex').slice(0, 8);
  const name = `${isSecure ? '__Host-' : ''}certloom-${use}-${place}`;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    name,
    read({ cookie }) {
      const found = cookiesOf(cookie).filter(([key]) => key === name);
      return found.length === 1 ? found[0]![1] : undefined;
    },
    set: (value, maxAgeSeconds) => `${name}=${value}; Max-Age=${Math.floor(maxAgeSeconds)}; ${attributes}`,
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}

/** Names and values of a `Cookie` header (RFC 6265, section 5.4). */
export function cookiesOf(header: string | undefined): [string, string][] {
  return (header ?? '').split(';').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]];
  });
}
