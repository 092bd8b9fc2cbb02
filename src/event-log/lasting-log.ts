import type { EventLogEntry } from '../domain/event-log/entry';
import { keptDeliveries, writeTo } from './attempt';
import { safeEntry } from './entry';
import type { EventLogSink, SinkDelivery } from './sink';

/** An entry that waits for sinks. */
export interface WaitingEntry {
  readonly entry: EventLogEntry;
  readonly delivery: readonly SinkDelivery[];
  /** Sinks that it is for; null: all that the process has. */
  readonly sinks: readonly string[] | null;
}

/** Where entries are kept while sinks have not taken them. */
export interface LastingArchive {
  /**
   * Stores the entry unless its id is there already, with the moment at which it is looked at again should this process
   * end before it has noted what came of it. Returns what became of it at the other sinks so far.
   */
  putLasting(entry: EventLogEntry, sinks: readonly string[] | null, retryAt: Date): Promise<readonly SinkDelivery[]>;
  /** `retryAt` null: nothing is left to do. */
  settle(entryId: string, delivery: readonly SinkDelivery[], retryAt: Date | null): Promise<void>;
  /** Entries whose moment has come, put off until `until`, so that no other process takes them meanwhile. */
  takeDue(now: Date, until: Date, limit: number): Promise<readonly WaitingEntry[]>;
}

export interface LastingWrite {
  /** At each sink that the entry is for. */
  readonly delivery: readonly SinkDelivery[];
  /** What failed at required sinks: whoever writes tries again under the same `entryId`, or fails. */
  readonly refused: readonly SinkDelivery[];
}

export interface LastingLog {
  /**
   * Writes to every sink, or to those named; one that is not required and does not take the entry gets it later.
   * Rejects when the entry could not be stored.
   */
  write(entry: EventLogEntry, sinks?: readonly string[] | null): Promise<LastingWrite>;
  /** Tries again what waits and is due; returns how many entries were looked at. */
  drain(): Promise<number>;
}

/** Other sinks are tried again for as long. */
const patienceMs = 24 * 3_600_000;
const firstPauseMs = 60_000;
const longestPauseMs = 15 * 60_000;
/** Longer than any attempt: sinks have limits of their own. */
const attemptMs = 120_000;
const drainedAtOnce = 200;

/**
 * The log for those who do not ask twice: alerts, scripts, steps.
 * @param onFailure hears of each sink that does not take entries, once a minute at most
 */
export function createLastingLog(
  archive: LastingArchive,
  sinks: readonly EventLogSink[],
  now: () => Date,
  onFailure: (delivery: SinkDelivery) => void = () => undefined,
): LastingLog {
  const toldAt = new Map<string, number>();

  function tell(delivery: SinkDelivery): void {
    const at = now().getTime();
    if (at - (toldAt.get(delivery.sink) ?? -Infinity) < firstPauseMs) return;
    toldAt.set(delivery.sink, at);
    onFailure(delivery);
  }

  async function attempt({ entry, delivery: before, sinks: wanted }: WaitingEntry): Promise<LastingWrite> {
    const missing = (wanted ?? []).filter((name) => !sinks.some((sink) => sink.name === name));
    const chosen = sinks.filter(({ name }) => wanted === null || wanted.includes(name));
    const tried = await Promise.all(chosen.map((sink) => writeTo(sink, entry, before)));
    const refused = tried.filter((one, index) => one.state === 'failed' && chosen[index]!.isRequired === true);
    tried.filter(({ state }) => state === 'failed').forEach(tell);
    // Somebody who names a sink wants it.
    refused.push(...missing.map((sink) => unavailable(sink, before)));
    const isLate = now().getTime() - entry.time.getTime() >= patienceMs;
    // What a required sink refuses waits as well: whoever gives up has not written it, and it belongs there.
    const delivery = tried.map((one) =>
      one.state === 'failed' && !isLate ? { ...one, state: 'waiting' as const } : one,
    );
    const all = [...delivery, ...refused.filter((one) => !tried.includes(one))];
    const waits = all.some(({ state }) => state === 'waiting');
    const attempts = Math.max(1, ...all.map((one) => one.attempts));
    const retryAt = waits ? new Date(now().getTime() + pauseMs(attempts)) : null;
    // An entry that is written but not marked is written again under its id, by which a receiver drops it.
    await archive.settle(entry.entryId, keptDeliveries(all), retryAt).catch(() => undefined);
    return { delivery: all, refused };
  }

  return {
    async write(raw, wanted = null) {
      const entry = safeEntry(raw);
      const delivery = await archive.putLasting(entry, wanted, new Date(now().getTime() + attemptMs));
      return attempt({ entry, delivery, sinks: wanted });
    },

    async drain() {
      const started = now().getTime();
      let done = 0;
      for (;;) {
        const due = await archive.takeDue(now(), new Date(started + attemptMs), drainedAtOnce);
        // One after the other, in their order. What a silent receiver leaves no time for is due again when the hold ends.
        for (const one of due) {
          if (now().getTime() - started >= attemptMs / 2) return done;
          await attempt(one);
          done += 1;
        }
        if (due.length < drainedAtOnce) return done;
      }
    },
  };
}

function unavailable(sink: string, before: readonly SinkDelivery[]): SinkDelivery {
  const attempts = (before.find((delivery) => delivery.sink === sink)?.attempts ?? 0) + 1;
  const reason = `this process has no sink ${sink}`;
  return { sink, state: 'failed', attempts, error: 'sink_unavailable', reason };
}

function pauseMs(attempts: number): number {
  return Math.min(firstPauseMs * 2 ** (attempts - 1), longestPauseMs);
}
