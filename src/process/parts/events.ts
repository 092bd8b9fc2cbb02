import { randomUUID } from 'node:crypto';
import { createExportRoute } from '../../api/events/export';
import { createEventHistoryRoutes } from '../../api/events/history';
import { createReplayRoute } from '../../api/events/replay';
import { createEventRoutes } from '../../api/events/routes';
import { createHistoryRetention, type HistoryRetention } from '../../services/firings/retention';
import type { Stores } from '../../store/stores';
import { createReplays } from '../../services/firings/replays';
import { startReplay } from '../../temporal/runs/replays';
import type { CreatePart, PartContext } from './part';

const startTimeoutMs = 5_000;

export const eventsPart: CreatePart = (context) => {
  const { stores } = context.foundation;
  return {
    name: 'events',
    routes: () => {
      const history = historyDeps(context);
      return [
        ...createEventRoutes({ settings: stores.eventSettings, directory: stores.directory }),
        ...createEventHistoryRoutes(history),
        createExportRoute(history),
        createReplayRoute({ replays: replaysOf(context) }),
      ];
    },
  };
};

function historyDeps({ foundation: { stores, runUrl, now }, notifications }: PartContext) {
  return {
    history: stores.eventHistory,
    snapshots: stores.snapshots,
    deliveriesOf: (firingId: string) => notifications.ledger.findByFiring(firingId),
    watchesOf: (certificates: readonly string[]) => stores.expirationWatches.findMany(certificates),
    directory: stores.directory,
    runUrl,
    now,
  };
}

/** What deletes firings that are older than their retention. */
export function historyRetention(stores: Stores): HistoryRetention {
  return createHistoryRetention({
    firings: stores.firingRetention,
    deliveries: stores.deliveries,
    erasePayloads: (firingIds) => stores.noticePayloads.erase(firingIds),
    platformRetention: async () => (await stores.settings.get()).values.eventHistory.retention,
    eventRetention: async (event) => (await stores.eventSettings.find(event)).retention,
    watchesOf: (certificates) => stores.expirationWatches.findMany(certificates),
  });
}

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
