import type { EventLogEntry } from '../../domain/event-log/entry';
import type { LastingLog } from '../../event-log/lasting-log';

/**
 * Writes entries side by side. Null where every required sink has taken them; otherwise what to tell, and the same entries
 * may be written again.
 * @param sinks names of those that they are for; null: all
 */
export async function writeEntries(
  log: Pick<LastingLog, 'write'>,
  entries: readonly EventLogEntry[],
  sinks: readonly string[] | null,
): Promise<{ readonly error: string; readonly message: string } | null> {
  try {
    const written = await Promise.all(entries.map((entry) => log.write(entry, sinks)));
    const refused = written.flatMap((one) => one.refused);
    if (refused.length === 0) return null;
    const places = [...new Set(refused.map(({ sink, error }) => `${sink} (${error ?? 'failed'})`))].join(', ');
    return { error: refused[0]?.error ?? 'event_log_failed', message: `Not written to ${places}.` };
  } catch {
    return { error: 'store_unavailable', message: 'The entry could not be stored.' };
  }
}
