import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostPort } from '../../domain/alerts/host-port';
import type { Probed } from '../../outbound/tls/probe';
import { targetsOf, type ScanTarget } from '../../outbound/tls/targets';

export interface ServedCertificateDeps {
  /** One look at a TLS server, through the outbound guard. */
  readonly probe: (
    target: ScanTarget,
    options: { readonly connectMs: number; readonly totalMs: number; readonly signal: AbortSignal },
  ) => Promise<readonly Probed[]>;
  /** Milliseconds between two looks. */
  readonly pollMs?: number;
}

const look = { connectMs: 5_000, totalMs: 10_000 } as const;

/** Whether a server shows a certificate, or what it shows in its place. */
export type Served = { readonly isServed: true } | { readonly isServed: false; readonly detail: string };

/**
 * Looks at a server until it shows the certificate: whoever puts it there may need a while.
 * @param fingerprint SHA-256, lower-case hex
 * @param ms how long it looks; once in any case
 */
export function createServedCertificate({ probe, pollMs = 5_000 }: ServedCertificateDeps) {
  return async function isServed(
    place: HostPort,
    fingerprint: string,
    ms: number,
    signal: AbortSignal,
  ): Promise<Served> {
    const deadline = performance.now() + ms;
    const target = targetOf(place);
    for (;;) {
      const served = judge(await probe(target, { ...look, signal }), fingerprint);
      if (served.isServed || performance.now() + pollMs > deadline) return served;
      await sleep(pollMs, undefined, { signal });
    }
  };
}

export type IsServed = ReturnType<typeof createServedCertificate>;

/** A port that is registered for a dialogue is asked to go over to TLS first. */
function targetOf({ host, port }: HostPort): ScanTarget {
  const written = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  return targetsOf({ targets: [written], ports: [], serverNames: [] })[0]!;
}

function judge(found: readonly Probed[], fingerprint: string): Served {
  const shown = found.map((one) => ('kind' in one ? one.detail : fingerprintOf(one.chain[0]!)));
  if (shown.includes(fingerprint)) return { isServed: true };
  const [first] = found;
  const detail = first !== undefined && 'kind' in first ? first.detail : `It shows ${shown.join(' and ')}.`;
  return { isServed: false, detail };
}

function fingerprintOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex');
}
