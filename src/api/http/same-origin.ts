import type { IncomingHttpHeaders } from 'node:http';

/** A header that no form of another site can send, because a form sends none of its own. */
export const requestHeader = 'X-Certloom-Console';

/**
 * Why a request that changes something does not count as sent by a page of ours; undefined when it does. Browsers say
 * where a request comes from in `Sec-Fetch-Site`, except on plain HTTP under a name; there `Origin` is compared with
 * the address that people use. `Host` is not asked: proxies put names of their own there.
 * @param publicOrigin scheme, host and port of the public address
 */
export function foreignness(headers: IncomingHttpHeaders, publicOrigin: string): string | undefined {
  const site = headers['sec-fetch-site'];
  const { origin } = headers;
  if (typeof site === 'string') {
    return site === 'same-origin'
      ? undefined
      : `The request was sent from another site (Sec-Fetch-Site: ${show(site)}).`;
  }
  if (origin === undefined) {
    return 'The request does not say which site it was sent from: it has neither Sec-Fetch-Site nor Origin.';
  }
  if (origin === publicOrigin) return undefined;
  return `The request was sent from ${show(origin)}, and the public address of this installation is ${publicOrigin}. If they should be the same, set CERTLOOM_PUBLIC_URL.`;
}

function show(text: string): string {
  return /^[\x21-\x7e]{1,200}$/.test(text) ? text : 'something unreadable';
}
