import type { EventLogEntry } from '../../domain/event-log/entry';
import type { ScriptError, ScriptOutcome } from '../../domain/scripts/run';
import type { LastingWrite } from '../../event-log/lasting-log';
import type { ServiceLogger } from '../logger';

export interface EntryWriterDeps {
  readonly write: (entry: EventLogEntry) => Promise<Pick<LastingWrite, 'refused'>>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** Pauses between the five attempts at a sink that is required. */
const pausesMs = [250, 500, 1_000, 2_000];

/** Writes what a script wrote to the event log, in its order; says why when a required sink does not take it. */
export function createEntryWriter({ write, logger, wait }: EntryWriterDeps) {
  async function refusalOf(entry: EventLogEntry): Promise<string | null> {
    try {
      const { refused } = await write(entry);
      return refused.length === 0
        ? null
        : refused.map(({ sink, error }) => `${sink} (${error ?? 'failed'})`).join(', ');
    } catch (error) {
      logger.warn({ err: error }, 'an entry of a script could not be stored');
      return 'database (store_unavailable)';
    }
  }

  async function insist(entry: EventLogEntry): Promise<string | null> {
    let refusal = await refusalOf(entry);
    for (const pause of pausesMs) {
      if (refusal === null) return null;
      await wait(pause);
      refusal = await refusalOf(entry);
    }
    return refusal;
  }

  /** Null when every entry was taken; otherwise where the first one that was not should have gone. */
  return async (entries: readonly EventLogEntry[]): Promise<string | null> => {
    for (const entry of entries) {
      const refusal = await insist(entry);
      // Those behind it would be refused too, each after the same pauses.
      if (refusal !== null) return refusal;
    }
    return null;
  };
}

/** What becomes of a run whose entries a required sink did not take: it has failed, unless it had before. */
export function withRefusal(outcome: ScriptOutcome, refusal: string | null): ScriptOutcome {
  if (refusal === null) return outcome;
  const message = `The event log did not take an entry of the script: ${refusal}.`;
  const error: ScriptError = { message, type: null, id: 'event_log_failed', line: null };
  const failed = outcome.status === 'succeeded' ? ({ status: 'failed', error } as const) : {};
  return { ...outcome, ...failed, notes: [...outcome.notes, message] };
}
