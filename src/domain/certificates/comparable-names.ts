import type { NameAttribute } from './certificate';

/**
 * The name in the form in which two certificates are compared. Names are for the same subject exactly if
 * their forms are equal; which of two spellings a certificate holds does not matter.
 * @param name `dNSName:…` and so on, as `subjectAlternativeNames` holds it
 */
export function comparableName(name: string): string {
  const colon = name.indexOf(':');
  const kind = name.slice(0, colon + 1);
  const value = name.slice(colon + 1);
  switch (kind) {
    case 'dNSName:':
      return kind + comparableHost(value);
    case 'iPAddress:':
      return kind + comparableAddress(value);
    case 'rfc822Name:': {
      const at = value.lastIndexOf('@') + 1;
      return kind + value.slice(0, at) + comparableHost(value.slice(at));
    }
    case 'uniformResourceIdentifier:':
      return kind + comparableUri(value);
    case 'directoryName:':
      return kind + JSON.stringify([...new Set(pairsOf(value).map(foldText))].sort());
    default:
      return name;
  }
}

/**
 * The attributes of a subject or issuer as a set of (type, value), as one text; '' for an empty name. The order of the
 * attributes and the string types they are written in do not matter.
 */
export function comparableDn(attributes: readonly Pick<NameAttribute, 'oid' | 'value'>[]): string {
  if (attributes.length === 0) return '';
  const pairs = attributes.map(({ oid, value }) => JSON.stringify([oid, foldText(value)]));
  return [...new Set(pairs)].sort().join();
}

/** The wildcard name that covers a host name by its first label, in comparable form; null for other names. */
export function wildcardOver(comparable: string): string | null {
  const [, rest] = /^dNSName:[a-z0-9-]+\.(.+)$/.exec(comparable) ?? [];
  return rest === undefined ? null : `dNSName:*.${rest}`;
}

export function isWildcard(comparable: string): boolean {
  return comparable.startsWith('dNSName:*.');
}

/** True when the reader had to leave out octets that are no characters: two different names may show the same text. */
export function isUndecodable(text: string): boolean {
  return text.includes('\uFFFD');
}

/** Case folded, trimmed, inner white space as one space (RFC 5280, section 7.1). */
export function foldText(value: string): string {
  return value
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ßς]/g, (letter) => (letter === 'ß' ? 'ss' : 'σ'))
    .normalize('NFKC')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Lower case, A-labels, without the dot of the root. */
function comparableHost(host: string): string {
  const lower = host.toLowerCase();
  const ascii = isAscii(lower) ? lower : toAscii(lower);
  return ascii.length > 1 && ascii.endsWith('.') ? ascii.slice(0, -1) : ascii;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** By the rules of addresses in the web (UTS 46); what is no host name by them stays as it is. */
function toAscii(host: string): string {
  if (!/^[\p{L}\p{M}\p{N}*._\-\u3002\uff0e\uff61]+$/u.test(host)) return host;
  try {
    return new URL(`http://${host}/`).hostname;
  } catch {
    return host;
  }
}

/** IPv4-mapped IPv6 is IPv4; the reader writes every other address in one form only. */
function comparableAddress(address: string): string {
  const lower = address.toLowerCase();
  const [, dotted, high, low] = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/.exec(lower) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return lower;
  return [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]).join('.');
}

/** Scheme and host without regard to case; what stands before the @ and behind the host keeps its own. */
function comparableUri(uri: string): string {
  const [whole, scheme = '', user = '', host = '', port = ''] =
    /^([a-z][a-z0-9+.-]*:)(?:\/\/([^/?#@]*@)?([^/?#@]*?)(:\d*)?(?=[/?#]|$))?/i.exec(uri) ?? [];
  if (whole === undefined) return uri;
  const authority = whole.length > scheme.length ? `//${user}${comparableHost(host)}${port}` : '';
  return scheme.toLowerCase() + authority + uri.slice(whole.length);
}

/** The `type=value` pairs of RFC 4514 text. */
function pairsOf(dn: string): string[] {
  return dn.match(/(?:\\.|[^\\,+])+/gs) ?? [];
}
