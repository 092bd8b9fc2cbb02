import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why an address was refused before anything was sent. `code` is stable. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
  constructor(
    readonly code: 'url_not_allowed' | 'address_not_allowed',
    message: string,
  ) {
    super(message);
  }
}

/** The one guard of all outbound calls to addresses that users or certificates name. */
export interface OutboundGuard {
  /** Only http and https, no user info, no literal address that is not allowed. Throws `OutboundRefused`. */
  checkUrl(url: string): URL;
  /** For `net.connect` and `tls.connect`: looks up once and gives only addresses that may be connected to. */
  readonly lookup: LookupFunction;
  /** @param host the name or literal asked for, without brackets @param address one of its addresses */
  allows(host: string, address: string): boolean;
  /** True for a host that the allow-list names: whatever its addresses are, the operator has vouched for it. */
  isNamed(host: string): boolean;
}

export type Resolve = (
  host: string,
  options: { readonly all: true; readonly verbatim: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Where clouds answer their machines, credentials included, apart from link-local addresses: Azure's platform address,
 * Alibaba's and Oracle's metadata services, AWS's over IPv6.
 */
const metadata = new Set(['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254']);
const globalUnicast = ipaddr.parseCIDR('2000::/3');
/** Forms that carry an IPv4 address (RFC 6052, RFC 3056), with the place of its first octet. */
const wrapping = [
  { network: ipaddr.parseCIDR('64:ff9b::/96'), at: 12 },
  { network: ipaddr.parseCIDR('2002::/16'), at: 2 },
] as const;

/**
 * Refuses everything but public unicast addresses: loopback, private, shared (RFC 6598), link-local and metadata,
 * unique-local, multicast, reserved, and every form that wraps an IPv4 address (mapped, NAT64, 6to4, Teredo).
 * The check is made on the address that is really connected to, so a name that changes its address gains nothing.
 * Link-local and metadata addresses stay refused whatever the list says: no receiver of ours lives there.
 * @param allow CIDR blocks, single addresses, or host names that may be reached although they are private
 */
export function createOutboundGuard(
  allow: readonly string[] = [],
  resolve: Resolve = (host, options, done) => systemLookup(host, options, done),
): OutboundGuard {
  const blocks = allow.flatMap(parseBlock);
  const hosts = new Set(allow.filter((entry) => parseBlock(entry).length === 0).map(plainHost));

  function allows(host: string, address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    if (isNever(parsed)) return false;
    if (hosts.has(plainHost(host))) return true;
    return (
      isPublic(parsed) ||
      blocks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits))
    );
  }

  return {
    allows,
    isNamed: (host) => hosts.has(plainHost(host)),
    checkUrl(text) {
      let url: URL;
      try {
        url = new URL(text);
      } catch {
        throw new OutboundRefused('url_not_allowed', 'The address is not a URL.');
      }
      if (url.protocol !== 'https:' && url.protocol !== 'http:') {
        throw new OutboundRefused('url_not_allowed', 'Only http and https are allowed.');
      }
      if (url.username !== '' || url.password !== '') {
        throw new OutboundRefused('url_not_allowed', 'User information in the address is not allowed.');
      }
      const host = plainHost(url.hostname);
      // A literal never reaches the lookup, so it is judged here. WHATWG URL has made `0x7f.1` to 127.0.0.1 already.
      if (ipaddr.isValid(host) && !allows(host, host)) {
        throw new OutboundRefused('address_not_allowed', 'The address is not public and not on the allow-list.');
      }
      return url;
    },
    lookup(host, options, done) {
      resolve(host, { all: true, verbatim: true }, (error, addresses) => {
        if (error !== null) return done(error, '', 0);
        const first = addresses[0];
        // One bad address refuses all: a name with a public and a private one is an attempt.
        if (first === undefined || !addresses.every(({ address }) => allows(host, address))) {
          return done(
            new OutboundRefused(
              'address_not_allowed',
              'The name leads to an address that is not public and not on the allow-list.',
            ),
            '',
            0,
          );
        }
        if (options.all === true) return done(null, addresses);
        return done(null, first.address, first.family);
      });
    },
  };
}

/** Why no call may go to an address, as far as the address itself says it; undefined where it may. */
export function urlRefusal(
  guard: Pick<OutboundGuard, 'checkUrl'>,
  url: string,
): { readonly code: string; readonly detail: string } | undefined {
  try {
    guard.checkUrl(url);
    return undefined;
  } catch (error) {
    if (error instanceof OutboundRefused) return { code: error.code, detail: error.message };
    return { code: 'url_not_allowed', detail: 'This URL cannot be used.' };
  }
}

function isNever(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() === 'linkLocal' || metadata.has(address.toString())) return true;
  if (address.kind() === 'ipv4') return false;
  const bytes = address.toByteArray();
  return wrapping.some(
    ({ network, at }) => address.match(network) && isNever(new ipaddr.IPv4(bytes.slice(at, at + 4))),
  );
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(globalUnicast);
}

function parseBlock(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number][] {
  if (ipaddr.isValidCIDR(entry)) return [ipaddr.parseCIDR(entry)];
  const host = plainHost(entry);
  if (!ipaddr.isValid(host)) return [];
  const address = ipaddr.process(host);
  return [[address, address.kind() === 'ipv4' ? 32 : 128]];
}

function plainHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
