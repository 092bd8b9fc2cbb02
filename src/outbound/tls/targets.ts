import ipaddr from 'ipaddr.js';
import type { StartTls } from './starttls';

/** How the TLS of a port is reached: at once, or by a dialogue in the open. */
export type ScanProtocol = 'tls' | StartTls;
export const scanProtocols: readonly ScanProtocol[] = [
  ...(['tls', 'smtp', 'imap', 'pop3', 'ldap', 'ftp', 'xmpp', 'postgresql', 'mysql'] as const),
];

export interface ScanTarget {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
  readonly protocol: ScanProtocol;
  /** Asked for in the handshake; undefined for none. */
  readonly serverName: string | undefined;
  /** Out of an address range: nobody said that something is there. */
  readonly isOfRange: boolean;
}

export interface ScanAttributes {
  /** `www.example.com`, `www.example.com:8443`, `192.0.2.7`, `[2001:db8::7]:443`, `192.0.2.0/24`. */
  readonly targets: readonly string[];
  /** `443`, or `25/smtp`; for what has no port of its own. */
  readonly ports: readonly string[];
  /** Further names that each address is asked for. */
  readonly serverNames: readonly string[];
}

/** Targets of one run. */
export const mostTargets = 10_000;

/** What speaks TLS only after a dialogue, by the ports that are registered for it. */
const dialogues: Readonly<Record<number, StartTls>> = {
  ...{ 21: 'ftp', 25: 'smtp', 110: 'pop3', 143: 'imap', 389: 'ldap', 587: 'smtp', 3306: 'mysql', 5222: 'xmpp' },
  ...{ 5269: 'xmpp', 5432: 'postgresql' },
};

const named = /^(?:\[([0-9a-fA-F:.]+)\]|([^:/\s]+))(?::(\d{1,5}))?$/;
const portText = /^(\d{1,5})(?:\/([a-z0-9]+))?$/;

/** Why a list cannot be scanned: the member, the index in it, and a sentence. */
export class TargetFault extends Error {
  override readonly name = 'TargetFault';
  constructor(
    readonly member: 'targets' | 'ports',
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}

/** All targets in their order; the same attributes always give the same list. Throws `TargetFault`. */
export function targetsOf({ targets, ports, serverNames }: ScanAttributes): ScanTarget[] {
  const common = ports.map((text, index) => readPort(text, index));
  const found: ScanTarget[] = [];
  targets.forEach((text, index) => {
    for (const { host, port, isOfRange } of hostsOf(text, index)) {
      const own = port === undefined ? common : [{ port, protocol: dialogues[port] ?? ('tls' as const) }];
      const names = [...new Set([ipaddr.isValid(host) ? undefined : plainName(host), ...serverNames.map(plainName)])];
      for (const place of own) {
        for (const serverName of names) found.push({ host, ...place, serverName, isOfRange });
      }
      if (found.length > mostTargets) {
        throw new TargetFault('targets', index, `more than ${mostTargets} targets; make several discoveries`);
      }
    }
  });
  return found;
}

function readPort(text: string, index: number): Pick<ScanTarget, 'port' | 'protocol'> {
  const [, digits, name] = portText.exec(text) ?? [];
  const port = Number(digits);
  const protocol = name ?? dialogues[port] ?? 'tls';
  const isKnown = scanProtocols.some((known) => known === protocol);
  if (!(port >= 1 && port <= 65_535) || !isKnown) {
    throw new TargetFault(
      'ports',
      index,
      `a port is expected, or a port and one of ${scanProtocols.join(', ')}: 25/smtp`,
    );
  }
  return { port, protocol: protocol as ScanProtocol };
}

interface Host {
  readonly host: string;
  readonly port?: number | undefined;
  readonly isOfRange: boolean;
}

function* hostsOf(text: string, index: number): Generator<Host> {
  if (text.includes('/')) {
    yield* addressesOf(text, index);
    return;
  }
  if (ipaddr.isValid(text) && text.includes(':')) {
    yield { host: text, isOfRange: false };
    return;
  }
  const [, literal, name, digits] = named.exec(text) ?? [];
  const host = literal ?? name;
  const port = digits === undefined ? undefined : Number(digits);
  const isWrong = host === undefined || (literal !== undefined && !ipaddr.isValid(literal));
  if (isWrong || (port !== undefined && (port < 1 || port > 65_535))) {
    throw new TargetFault(
      'targets',
      index,
      'a host, a host with a port, or an address range such as 192.0.2.0/24 is expected',
    );
  }
  yield { host: plainName(host), port, isOfRange: false };
}

/** Every address of a range, network and broadcast addresses of IPv4 aside. */
function* addressesOf(text: string, index: number): Generator<Host> {
  if (!ipaddr.isValidCIDR(text))
    throw new TargetFault('targets', index, 'an address range such as 192.0.2.0/24 is expected');
  const [address, bits] = ipaddr.parseCIDR(text);
  const bytes = address.toByteArray();
  const hostBits = bytes.length * 8 - bits;
  if (hostBits > 13) throw new TargetFault('targets', index, `the range has more than ${mostTargets} addresses`);
  const base = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & ~((1n << BigInt(hostBits)) - 1n);
  const isV4 = bytes.length === 4;
  const size = 1 << hostBits;
  const [from, to] = isV4 && hostBits >= 2 ? [1, size - 1] : [0, size];
  for (let at = from; at < to; at += 1) {
    const value = base + BigInt(at);
    const parts = bytes.map((_byte, place) => Number((value >> BigInt(8 * (bytes.length - 1 - place))) & 0xffn));
    yield { host: ipaddr.fromByteArray(parts).toString(), isOfRange: true };
  }
}

/** A trailing dot is sent as it is and gets the certificate of another site; names beyond ASCII do, too. */
function plainName(name: string): string {
  const plain = name.replace(/\.$/, '');
  if (/^[\x21-\x7e]*$/.test(plain)) return plain;
  try {
    return new URL(`http://${plain}`).hostname;
  } catch {
    return plain;
  }
}
