import { type EngineLog, messageOf, StartFault } from '../lifecycle/start-fault';

/** One place an engine may come from. */
export interface Source<T> {
  /** For people: `TEMPORAL_ADDRESS`, `go install`. */
  readonly name: string;
  /** Undefined or an error, whose message is the reason, when this source has nothing to give. */
  find(): Promise<T | undefined>;
}

export interface Resolved<T> {
  readonly source: string;
  readonly found: T;
}

/**
 * Asks the sources in order and takes the first that gives something `accept` does not refuse. Throws `StartFault`
 * that names each source with its reason when none does. A `StartFault` of a source ends the search at once.
 * @param accept returns why what was found cannot be used, or undefined
 */
export async function resolve<T>(
  engine: string,
  sources: readonly Source<T>[],
  { log, signal, accept }: { log: EngineLog; signal?: AbortSignal; accept?: (found: T) => Promise<string | undefined> },
): Promise<Resolved<T>> {
  const reasons: string[] = [];
  for (const source of sources) {
    signal?.throwIfAborted();
    const attempt = await attemptOf(source, accept);
    if ('found' in attempt) {
      log.info(`${engine}: from ${source.name}`);
      return { source: source.name, found: attempt.found };
    }
    signal?.throwIfAborted();
    log.info(`${engine}: not from ${source.name}: ${attempt.reason}`);
    reasons.push(`  - ${source.name}: ${attempt.reason}`);
  }
  throw new StartFault([`No source gives ${engine}. Tried in this order:`, ...reasons].join('\n'));
}

async function attemptOf<T>(
  source: Source<T>,
  accept?: (found: T) => Promise<string | undefined>,
): Promise<{ found: T } | { reason: string }> {
  try {
    const found = await source.find();
    if (found === undefined) return { reason: 'nothing there' };
    const objection = await accept?.(found);
    return objection === undefined ? { found } : { reason: objection };
  } catch (error) {
    if (error instanceof StartFault) throw error;
    return { reason: messageOf(error) };
  }
}
