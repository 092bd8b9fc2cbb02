import { createEventHistoryRoutes } from '../../api/events/history';
import { createEventRoutes } from '../../api/events/routes';
import type { CreatePart } from './part';

export const eventsPart: CreatePart = ({ foundation: { stores, now, runUrl }, notifications }) => ({
  name: 'events',
  routes: () => [
    ...createEventRoutes({ settings: stores.eventSettings, directory: stores.directory }),
    ...createEventHistoryRoutes({
      history: stores.eventHistory,
      snapshots: stores.snapshots,
      deliveriesOf: (firingId) => notifications.ledger.findByFiring(firingId),
      watchesOf: (certificates) => stores.expirationWatches.findMany(certificates),
      directory: stores.directory,
      runUrl,
      now,
    }),
  ],
});
