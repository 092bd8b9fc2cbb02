import type { EventLogEntry } from '../domain/event-log/entry';
import { SinkFailure, type EventLogSink, type SinkDelivery } from './sink';

/** One attempt at one sink, unless it has the entry already. Never rejects. */
export async function writeTo(
  sink: EventLogSink,
  entry: EventLogEntry,
  before: readonly SinkDelivery[],
): Promise<SinkDelivery> {
  const earlier = before.find((delivery) => delivery.sink === sink.name);
  if (earlier?.state === 'delivered') return earlier;
  const attempts = (earlier?.attempts ?? 0) + 1;
  try {
    await sink.write(entry);
    return { sink: sink.name, state: 'delivered', attempts, error: null };
  } catch (error) {
    const { code, reason } = error instanceof SinkFailure ? error : new SinkFailure('sink_unavailable');
    return { sink: sink.name, state: 'failed', attempts, error: code, ...(reason === undefined ? {} : { reason }) };
  }
}

/** What is kept of deliveries: their reasons are for the one who asked. */
export function keptDeliveries(deliveries: readonly SinkDelivery[]): SinkDelivery[] {
  return deliveries.map(({ sink, state, attempts, error }) => ({ sink, state, attempts, error }));
}
