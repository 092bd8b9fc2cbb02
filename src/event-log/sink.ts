import type { EventLogEntry } from '../domain/event-log/entry';

/** A place that entries are written to. `write` resolves when the sink has taken the entry, else it rejects. */
export interface EventLogSink {
  readonly name: string;
  write(entry: EventLogEntry): Promise<void>;
  close(): Promise<void>;
}

/** What became of an entry at one sink. */
export interface SinkDelivery {
  readonly sink: string;
  readonly state: 'delivered' | 'failed';
  readonly attempts: number;
  /** Stable code of the last failure. */
  readonly error: string | null;
}

/** A sink's expected failure; `code` is stable and shown. */
export class SinkFailure extends Error {
  override readonly name = 'SinkFailure';
  constructor(readonly code: 'sink_unavailable' | 'timeout' | 'entry_too_large' | 'event_source_unavailable') {
    super(code);
  }
}
