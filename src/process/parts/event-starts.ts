import { createEventStarts, type EventStarts } from '../../services/alerts/event-starts';
import { startAlertEvent } from '../../temporal/runs/alerts';
import type { Foundation } from '../foundation';

const startTimeoutMs = 5_000;

/** What starts alerts on requests, for the part that carries these out. */
export function eventStartsOf({ stores, client, queueName }: Foundation): EventStarts {
  return createEventStarts({
    alerts: stores.alerts,
    operation: (uuid) => stores.operations.find(uuid),
    start: (start, eventId) => startAlertEvent(client, queueName, start, eventId, startTimeoutMs),
  });
}
