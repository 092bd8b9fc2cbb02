import { randomUUID } from 'node:crypto';
import { createEventHistoryRoutes } from '../../api/events/history';
import { createReplayRoute } from '../../api/events/replay';
import { createEventRoutes } from '../../api/events/routes';
import { createReplays } from '../../services/firings/replays';
import { startReplay } from '../../temporal/runs/replays';
import type { CreatePart, PartContext } from './part';

const startTimeoutMs = 5_000;

export const eventsPart: CreatePart = (context) => ({
  name: 'events',
  routes: () => {
    const { stores, now, runUrl } = context.foundation;
    return [
      ...createEventRoutes({ settings: stores.eventSettings, directory: stores.directory }),
      ...createEventHistoryRoutes({
        history: stores.eventHistory,
        snapshots: stores.snapshots,
        deliveriesOf: (firingId) => context.notifications.ledger.findByFiring(firingId),
        watchesOf: (certificates) => stores.expirationWatches.findMany(certificates),
        directory: stores.directory,
        runUrl,
        now,
      }),
      createReplayRoute({ replays: replaysOf(context) }),
    ];
  },
});

function replaysOf({ foundation: { stores, client, queueName, keyFor, now }, sources }: PartContext) {
  return createReplays({
    sources,
    findFiring: (firingId) => stores.eventHistory.find(firingId),
    startRun: (request) => startReplay(client, queueName, request, startTimeoutMs),
    keys: stores.idempotency,
    hashKey: keyFor('idempotency'),
    newId: randomUUID,
    now,
  });
}
