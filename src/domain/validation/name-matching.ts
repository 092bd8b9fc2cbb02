import type { NameValue } from './path-certificate';

/** Whether the name is inside the subtree of a constraint of its own kind. */
type SubtreeTest = (base: NameValue) => boolean;

/**
 * Tests a name against constraints (RFC 5280, section 4.2.1.10); null when the name is not written as its kind demands.
 * A wildcard stands for many names: `all` of them must be inside, or `any` of them is enough. What is the same for
 * every constraint is done once.
 */
export function subtreeTest(name: NameValue, reach: 'all' | 'any'): SubtreeTest | null {
  switch (name.kind) {
    case 'dns':
      return hostTest(name.value, reach);
    case 'email':
      return mailboxTest(name.value);
    case 'uri':
      return uriTest(name.value);
    case 'ip':
      return addressTest(name.octets);
    case 'directory':
      return (base) => base.kind === 'directory' && base.name.rdns.every((rdn, at) => name.name.rdns[at] === rdn);
    default:
      return null;
  }
}

/** Two labels or more, of characters that host names have. */
export function isHostName(text: string): boolean {
  return /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+\.?$/i.test(text);
}

function hostTest(name: string, reach: 'all' | 'any'): SubtreeTest | null {
  const host = plain(name);
  const isWildcard = host.startsWith('*.');
  const parent = host.slice(2);
  if (!isLabels(isWildcard ? parent : host)) return null;
  return (constraint) => {
    if (constraint.kind !== 'dns') return false;
    const base = plain(constraint.value);
    if (base === '' || isWithin(host, base)) return true;
    // *.example.com stands for www.example.com, too, and for nothing below it.
    const dot = base.indexOf('.');
    return isWildcard && reach === 'any' && dot > 0 && base.slice(dot + 1) === parent;
  };
}

/** Equal or below; a constraint with a dot in front means below only. */
function isWithin(host: string, base: string): boolean {
  return base.startsWith('.') ? host.endsWith(base) : host === base || host.endsWith(`.${base}`);
}

/** A mailbox, all mailboxes of a host, or, with a dot in front, of all hosts below it. */
function mailboxTest(name: string): SubtreeTest | null {
  const at = name.lastIndexOf('@');
  const [local, host] = [name.slice(0, at), plain(name.slice(at + 1))];
  if (at < 1 || !isLabels(host) || !isLocalPart(local)) return null;
  return (constraint) => {
    if (constraint.kind !== 'email') return false;
    const { value } = constraint;
    const constraintAt = value.lastIndexOf('@');
    if (constraintAt < 0) return matchesWholeHost(host, value);
    return value.slice(0, constraintAt) === local && plain(value.slice(constraintAt + 1)) === host;
  };
}

/** The host of the address; an address without one, or with an IP address in its place, is not understood. */
function uriTest(name: string): SubtreeTest | null {
  const [, authority] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(name) ?? [];
  if (authority === undefined) return null;
  const host = plain(authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, ''));
  if (!isLabels(host) || /^[\d.]+$/.test(host)) return null;
  return (constraint) => constraint.kind === 'uri' && matchesWholeHost(host, constraint.value);
}

function matchesWholeHost(host: string, constraint: string): boolean {
  const base = plain(constraint);
  return base === '' || (base.startsWith('.') ? host.endsWith(base) : host === base);
}

/** Hex octets; the constraint has the mask behind the address. Families do not mix. */
function addressTest(octets: string): SubtreeTest | null {
  if (octets.length !== 8 && octets.length !== 32) return null;
  const digits = [...octets].map((digit) => parseInt(digit, 16));
  return (constraint) => {
    if (constraint.kind !== 'ip' || constraint.octets.length !== octets.length * 2) return false;
    const base = constraint.octets;
    return digits.every((digit, at) => {
      return ((digit ^ parseInt(base[at]!, 16)) & parseInt(base[octets.length + at]!, 16)) === 0;
    });
  };
}

/** Lower case, without the dot of the root. */
function plain(host: string): string {
  const lower = host.toLowerCase();
  return lower.length > 1 && lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

function isLabels(host: string): boolean {
  return /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/.test(host);
}

/** RFC 5321, section 4.1.2: a dot-string, or something in quotes. */
function isLocalPart(text: string): boolean {
  return /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/.test(text) || /^"[\x20-\x7e]*"$/.test(text);
}
