import { createEventLogRoutes } from '../../api/event-log/entries';
import type { CreatePart } from './part';

/** How long the database's view of the event log keeps an entry. */
const keptMs = 365 * 86_400_000;

export const eventLogPart: CreatePart = ({ foundation: { stores }, notifications }) => ({
  name: 'event-log',
  routes: () => createEventLogRoutes({ entries: stores.eventLog }),
  tidy: async (now) => {
    await notifications.lastingLog.drain();
    await stores.eventLog.removeOlder(new Date(now.getTime() - keptMs));
  },
});
