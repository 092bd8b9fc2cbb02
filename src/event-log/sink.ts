import type { EventLogEntry } from '../domain/event-log/entry';

/** A place that entries are written to. `write` resolves when the sink has taken the entry, else it rejects. */
export interface EventLogSink {
  readonly name: string;
  /** An entry that it does not take fails whoever wrote it; of other sinks the entry follows later. */
  readonly isRequired?: boolean;
  /** It stays with us: what may not be kept does not go there. */
  readonly isOurs?: boolean;
  write(entry: EventLogEntry): Promise<void>;
  close(): Promise<void>;
}

/** What became of an entry at one sink. */
export interface SinkDelivery {
  readonly sink: string;
  /** `waiting`: it is tried again in the background. */
  readonly state: 'delivered' | 'waiting' | 'failed';
  readonly attempts: number;
  /** Stable code of the last failure. */
  readonly error: string | null;
  /** Who did what, for people. Told in the answer of a write and not kept. */
  readonly reason?: string;
}

/** A sink's expected failure; `code` is stable and shown. */
export class SinkFailure extends Error {
  override readonly name = 'SinkFailure';
  constructor(
    readonly code: 'sink_unavailable' | 'timeout' | 'entry_too_large' | 'event_source_unavailable',
    /** Who did what, where a receiver has host and port. */
    readonly reason?: string,
  ) {
    super(code);
  }
}
