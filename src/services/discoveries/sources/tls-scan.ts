import type { Found, Gap } from '../../../domain/discoveries/discovery';
import { placeInWords, type Place } from '../../../domain/discoveries/places';
import type { Probed } from '../../../outbound/tls/probe';
import { targetsOf, type ScanAttributes, type ScanTarget } from '../../../outbound/tls/targets';
import type { Source, SourceContext, SourcePiece } from '../source';

export interface TlsScanAttributes extends ScanAttributes {
  readonly concurrency: number;
  /** Seconds. */
  readonly connectTimeout: number;
  readonly timeout: number;
}

export interface TlsScanDeps {
  readonly probe: (
    target: ScanTarget,
    options: { readonly connectMs: number; readonly totalMs: number; readonly signal: AbortSignal },
  ) => Promise<readonly Probed[]>;
  readonly wait: (ms: number) => Promise<void>;
}

interface Result {
  readonly found: readonly Found[];
  readonly gaps: readonly Gap[];
  readonly silent: number;
}

/** What is normal for an address of a range where nothing runs. */
const nothingThere: ReadonlySet<string> = new Set(['refused', 'timeout', 'unreachable']);
const gatherMs = 250;
const pieceSize = 200;

/** Connects to each target, so many at once: one that is silent holds up no other. */
export function createTlsScan({ probe, wait }: TlsScanDeps): Source {
  return {
    async *read(attributes, position, context): AsyncGenerator<SourcePiece, boolean> {
      const scan = attributes as unknown as TlsScanAttributes;
      const targets = targetsOf(scan);
      const pool = createPool(targets, position, scan.concurrency, (target) => look(target, scan, context));
      try {
        for (;;) {
          context.signal.throwIfAborted();
          pool.fill(context.mayGoOn());
          if (!pool.isIdle() && pool.ready() < pieceSize) await wait(gatherMs);
          const { results, position: done } = pool.take();
          if (results.length > 0) yield { ...together(results), position: done, total: targets.length };
          else if (pool.isIdle()) return pool.isRead();
        }
      } finally {
        pool.stop();
      }
    },
  };

  async function look(target: ScanTarget, scan: TlsScanAttributes, { signal }: SourceContext): Promise<Result> {
    const totalMs = scan.timeout * 1_000;
    const probed = await probe(target, { connectMs: scan.connectTimeout * 1_000, totalMs, signal });
    return together(probed.map((one) => resultOf(target, one)));
  }
}

function resultOf(target: ScanTarget, probed: Probed): Result {
  const { host, port, serverName: sni, protocol, isOfRange } = target;
  const where: Place = { host, port, ...(sni === undefined ? {} : { sni }) };
  if ('kind' in probed) {
    if (isOfRange && nothingThere.has(probed.kind)) return { found: [], gaps: [], silent: 1 };
    const { kind, detail } = probed;
    return { found: [], gaps: [{ kind, place: placeInWords({ ...where, protocol }), detail }], silent: 0 };
  }
  const version = probed.version ?? 'TLS';
  const spoken = probed.protocol ?? protocol;
  const place = { ...where, protocol: spoken === 'tls' ? version : `${spoken} ${version}` };
  const findings = probed.findings.length === 0 ? {} : { findings: probed.findings };
  const found = probed.chain.map((der, index): Found => {
    return { der, place: index === 0 ? { ...place, role: 'leaf', ...findings } : { ...place, role: 'chain' } };
  });
  return { found, gaps: [], silent: 0 };
}

function together(results: readonly Result[]): Result {
  return {
    found: results.flatMap(({ found }) => found),
    gaps: results.flatMap(({ gaps }) => gaps),
    silent: results.reduce((sum, { silent }) => sum + silent, 0),
  };
}

/**
 * Works on items in their order, so many at once. What is finished is given out in that order, too: a position means that
 * everything before it was given out.
 */
function createPool<T, R>(items: readonly T[], from: number, size: number, work: (item: T) => Promise<R>) {
  const finished = new Map<number, R>();
  let [started, given, running, isStopped] = [from, from, 0, false];
  let fault: { readonly error: unknown } | undefined;

  function begin(index: number): void {
    running += 1;
    void work(items[index]!)
      .then(
        (result) => void finished.set(index, result),
        (error: unknown) => void (fault ??= { error }),
      )
      .then(() => {
        running -= 1;
        fill();
      });
  }

  function fill(): void {
    while (!isStopped && fault === undefined && running < size && started < items.length) {
      begin(started);
      started += 1;
    }
  }

  return {
    fill(mayGoOn: boolean): void {
      isStopped ||= !mayGoOn;
      fill();
    },
    stop: () => void (isStopped = true),
    isIdle: () => running === 0,
    isRead: () => given >= items.length,

    /** How many can be given out. */
    ready(): number {
      let at = given;
      while (finished.has(at)) at += 1;
      return at - given;
    },

    /** Throws what an item was rejected with. */
    take(): { results: R[]; position: number } {
      if (fault !== undefined) throw fault.error;
      const results: R[] = [];
      for (
        let result = finished.get(given);
        result !== undefined && results.length < pieceSize;
        result = finished.get(given)
      ) {
        results.push(result);
        finished.delete(given);
        given += 1;
      }
      return { results, position: given };
    },
  };
}
