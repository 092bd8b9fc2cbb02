import type { EventLogEntry } from '../domain/event-log/entry';
import { keptDeliveries, writeTo } from './attempt';
import { safeEntry } from './entry';
import type { EventLogSink, SinkDelivery } from './sink';

/** The database view of the log: always on, and the memory of what the other sinks have taken. */
export interface EventLogArchive {
  /** Stores the entry unless its id is there already; returns what became of it at the other sinks so far. */
  put(entry: EventLogEntry): Promise<readonly SinkDelivery[]>;
  recordDeliveries(entryId: string, deliveries: readonly SinkDelivery[]): Promise<void>;
}

export interface EventLogWriter {
  /**
   * Writes to every sink that has not taken this entry yet. Never throws; a failed sink shows in the answer.
   * @param kept what stands for the entry in the database and in files of ours, where it may not stay as it is
   */
  write(entry: EventLogEntry, kept?: EventLogEntry): Promise<readonly SinkDelivery[]>;
  close(): Promise<void>;
}

const archiveName = 'database';

/** For callers that ask again. Repeating a write under the same `entryId` reaches only the sinks that failed before. */
export function createEventLogWriter(archive: EventLogArchive, sinks: readonly EventLogSink[]): EventLogWriter {
  async function write(raw: EventLogEntry, rawKept = raw): Promise<readonly SinkDelivery[]> {
    const [entry, kept] = [safeEntry(raw), safeEntry(rawKept)];
    let before: readonly SinkDelivery[];
    try {
      before = await archive.put(kept);
    } catch {
      return [{ sink: archiveName, state: 'failed', attempts: 1, error: 'store_unavailable' }];
    }
    const after = await Promise.all(sinks.map((sink) => writeTo(sink, sink.isOurs === true ? kept : entry, before)));
    // An entry that is written but not marked is written again under its id, by which a receiver drops it.
    await archive.recordDeliveries(entry.entryId, keptDeliveries(after)).catch(() => undefined);
    return [{ sink: archiveName, state: 'delivered', attempts: 1, error: null }, ...after];
  }

  return {
    write,
    async close() {
      await Promise.allSettled(sinks.map((sink) => sink.close()));
    },
  };
}
