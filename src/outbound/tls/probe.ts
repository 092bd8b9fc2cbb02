import { X509Certificate } from 'node:crypto';
import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { OutboundRefused, type OutboundGuard } from '../outbound-guard';
import { askForTls, NoStartTls } from './starttls';
import { otherProtocols } from './other-protocols';
import type { ScanProtocol, ScanTarget } from './targets';

export interface ProbeOptions {
  readonly guard: OutboundGuard;
  readonly connectMs: number;
  /** Connecting, dialogue and handshake together. */
  readonly totalMs: number;
  readonly signal: AbortSignal;
}

/** A chain as it was sent, leaf first, or why there is none. `kind` is a stable code. */
export type Probed =
  | {
      readonly chain: readonly Buffer[];
      readonly version: string | null;
      readonly findings: readonly string[];
      /** Where something else is spoken than was looked for. */
      readonly protocol?: ScanProtocol;
    }
  | { readonly kind: string; readonly detail: string };

const mostInChain = 10;
/** A server that wants a client certificate says so behind the handshake of TLS 1.3. */
const graceMs = 25;
const weakVersions: ReadonlySet<string> = new Set(['SSLv3', 'TLSv1', 'TLSv1.1']);
const leastRsaBits = 2_048;

/** What is offered: at first all that old servers need, too. */
type Offer = Pick<tls.ConnectionOptions, 'sigalgs' | 'ecdhCurve' | 'maxVersion'>;
const rsaOnly: Offer = {
  maxVersion: 'TLSv1.3',
  sigalgs:
    'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512',
};
const brainpool: Offer = {
  maxVersion: 'TLSv1.2',
  ecdhCurve: 'brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:P-256:P-384',
};

/**
 * Reads the chains of one target: what a client of today is shown, and the RSA certificate beside it where there is one.
 * Where the protocol is not the one that it was taken for, those are tried that the server gives signs of.
 * Nothing that a server does wrong keeps its chain from being read. Never rejects, unless `signal` is aborted.
 */
export async function probe(target: ScanTarget, options: ProbeOptions): Promise<Probed[]> {
  const found = await probeAsTold(target, options);
  const [first] = found;
  if (first === undefined || !('kind' in first)) return found;
  for (const protocol of await otherProtocols(target, first.kind, options)) {
    const others = await probeAsTold({ ...target, protocol }, options);
    if (others.every((one) => !('kind' in one))) return others.map((one) => ({ ...one, protocol }));
  }
  return found;
}

async function probeAsTold(target: ScanTarget, options: ProbeOptions): Promise<Probed[]> {
  const first = await look(target, {}, options);
  if ('kind' in first) {
    if (first.kind !== 'handshake_failed') return [first];
    const second = await look(target, brainpool, options);
    return 'kind' in second ? [first] : [second];
  }
  if (!isEllipticLeaf(first.chain)) return [first];
  const second = await look(target, rsaOnly, options);
  if ('kind' in second || second.chain[0]!.equals(first.chain[0]!)) return [first];
  return [first, { ...second, findings: [...second.findings, 'second_certificate'] }];
}

async function look(target: ScanTarget, offer: Offer, options: ProbeOptions): Promise<Probed> {
  options.signal.throwIfAborted();
  const { host } = target;
  if (net.isIP(host) !== 0 && !options.guard.allows(host, host)) {
    return { kind: 'address_not_allowed', detail: 'The address is not public and not on the allow-list.' };
  }
  const sockets: Socket[] = [];
  const limit = timeLimit(options);
  try {
    return await Promise.race([limit.over, connectAndRead(target, offer, options, sockets, limit)]);
  } catch (error) {
    options.signal.throwIfAborted();
    return faultOf(error);
  } finally {
    limit.clear();
    for (const socket of sockets) socket.on('error', () => undefined).destroy();
  }
}

interface TimeLimit {
  readonly over: Promise<never>;
  connected(): void;
  clear(): void;
}

/** The option `timeout` of sockets only tells, and bytes that trickle in begin it anew: a clock of our own. */
function timeLimit({ connectMs, totalMs, signal }: ProbeOptions): TimeLimit {
  let reject: (reason: Error) => void = () => undefined;
  const over = new Promise<never>((_resolve, refuse) => (reject = refuse));
  over.catch(() => undefined);
  const connecting = setTimeout(() => reject(new Timeout('timeout')), connectMs);
  const total = setTimeout(() => reject(new Timeout('silent')), totalMs);
  const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
  signal.addEventListener('abort', abort, { once: true });
  return {
    over,
    connected: () => clearTimeout(connecting),
    clear() {
      clearTimeout(connecting);
      clearTimeout(total);
      signal.removeEventListener('abort', abort);
    },
  };
}

class Timeout extends Error {
  constructor(readonly kind: 'timeout' | 'silent') {
    super(kind);
  }
}

async function connectAndRead(
  { host, port, protocol, serverName }: ScanTarget,
  offer: Offer,
  { guard }: ProbeOptions,
  sockets: Socket[],
  limit: TimeLimit,
): Promise<Probed> {
  const plain = net.connect({ host, port, lookup: guard.lookup, autoSelectFamily: true });
  sockets.push(plain);
  await new Promise<void>((resolve, reject) => plain.once('connect', resolve).once('error', reject));
  limit.connected();
  if (protocol !== 'tls') await askForTls(plain, protocol, serverName ?? host);
  const secure = tls.connect({
    socket: plain,
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
    ...(protocol === 'tls' ? { ALPNProtocols: ['h2', 'http/1.1'] } : {}),
    ...(serverName === undefined || net.isIP(serverName) !== 0 ? {} : { servername: serverName }),
    ...offer,
  });
  sockets.push(secure);
  return read(secure);
}

/** The chain, also where the handshake fails behind it: with old versions, and without a client certificate. */
function read(secure: tls.TLSSocket): Promise<Probed> {
  return new Promise((resolve, reject) => {
    let seen: { chain: Buffer[]; version: string | null } | undefined;
    const take = () => {
      const chain = chainOf(secure);
      if (chain.length > 0) seen ??= { chain, version: secure.getProtocol() };
    };
    const settle = (isRefused: boolean) => {
      if (seen === undefined) return false;
      resolve({ ...seen, findings: findingsOf(seen.chain[0]!, seen.version, isRefused) });
      return true;
    };
    secure.once('secureConnect', () => {
      take();
      setTimeout(() => settle(false) || reject(new Error('no certificate was sent')), graceMs);
    });
    secure.on('error', (error: Error) => {
      take();
      if (!settle(wantsClient(error))) reject(error);
    });
    secure.once('close', () => settle(false) || reject(new Error('closed')));
  });
}

/** As it was sent: the list of issuers of the runtime is the next one sent, whether it fits or not. */
function chainOf(secure: tls.TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let certificate: X509Certificate | undefined = secure.getPeerX509Certificate();
  while (certificate !== undefined && chain.length < mostInChain) {
    const { raw } = certificate;
    if (chain.some((known) => known.equals(raw))) break;
    chain.push(raw);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}

function findingsOf(leaf: Buffer, version: string | null, isRefused: boolean): string[] {
  const bits = keyOf(leaf)?.asymmetricKeyDetails?.modulusLength ?? leastRsaBits;
  return [
    ...(version !== null && weakVersions.has(version) ? ['weak_protocol'] : []),
    ...(bits < leastRsaBits ? ['small_key'] : []),
    ...(isRefused ? ['client_certificate_wanted'] : []),
  ];
}

function keyOf(der: Buffer) {
  try {
    return new X509Certificate(der).publicKey;
  } catch {
    // A key that the runtime does not know.
    return undefined;
  }
}

function isEllipticLeaf([leaf]: readonly Buffer[]): boolean {
  return leaf !== undefined && keyOf(leaf)?.asymmetricKeyType === 'ec';
}

function codeOf(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function wantsClient(error: unknown): boolean {
  return /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA|ACCESS_DENIED/.test(codeOf(error));
}

const kinds: readonly (readonly [RegExp, string, string])[] = [
  [/^ECONNREFUSED$/, 'refused', 'Nothing listens there.'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/, 'unreachable', 'There is no way to the address.'],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/, 'unknown_host', 'The name has no address.'],
  [/^ETIMEDOUT$/, 'timeout', 'Nothing answered in time.'],
  [/^(ECONNRESET|EPIPE)$/, 'reset', 'The server broke the connection off.'],
  [
    /WRONG_VERSION_NUMBER|UNEXPECTED_MESSAGE|RECORD_LENGTH|HTTP_REQUEST|PACKET_LENGTH/,
    'not_tls',
    'What answers there is not TLS.',
  ],
  [
    /HANDSHAKE_FAILURE|ALERT|NO_SHARED|UNSUPPORTED_PROTOCOL|INTERNAL_ERROR/,
    'handshake_failed',
    'The server refuses the handshake.',
  ],
];

function faultOf(error: unknown): Probed {
  if (error instanceof Timeout) {
    const detail =
      error.kind === 'timeout' ? 'Nothing answered in time.' : 'The server took the connection and says nothing.';
    return { kind: error.kind, detail };
  }
  if (error instanceof NoStartTls || error instanceof OutboundRefused)
    return { kind: error.code, detail: error.message };
  // Of several addresses that were tried, one tells.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const found = kinds.find(([pattern]) => pattern.test(codeOf(cause)));
  return found === undefined
    ? { kind: 'no_certificate', detail: 'No certificate could be read.' }
    : { kind: found[1], detail: found[2] };
}
