/** One request on its way, over redirects. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly hasBody: boolean;
  /** False from the first other origin on, for good. */
  readonly isTrusted: boolean;
}

/**
 * The address below a base address. Undefined for a path that leaves it: by `..` in any spelling, or by a host of its own.
 * @param path behind the base, with or without a slash at its start, a query allowed; empty: the base itself
 */
export function targetOf(baseUrl: string, path: string): URL | undefined {
  const base = new URL(baseUrl);
  if (path === '') return base;
  const folder = base.pathname.replace(/\/+$/, '');
  if (path.startsWith('?')) return new URL(path, base);
  const target = URL.parse(`${base.origin}${folder}/${path.replace(/^\/+/, '')}`);
  if (target === null || target.origin !== base.origin) return undefined;
  return target.pathname.startsWith(`${folder}/`) ? target : undefined;
}

/**
 * The request that a redirect asks for (RFC 9110, section 15.4). As browsers do, 303 becomes a GET, and so does a POST
 * at 301 and 302. Undefined where the answer is no redirect, or leads nowhere.
 */
export function redirected(hop: Hop, status: number, location: string | undefined): Hop | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  const url = URL.parse(location, hop.url.href);
  if (url === null) return undefined;
  const becomesGet =
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') || (status < 303 && hop.method === 'POST');
  return {
    url,
    method: becomesGet ? 'GET' : hop.method,
    hasBody: hop.hasBody && !becomesGet,
    isTrusted: hop.isTrusted && url.origin === hop.url.origin,
  };
}
