import { createCollectionRoutes } from '../../api/collections/routes';
import { randomUUID } from 'node:crypto';
import { createCollectionActivities, createConsumerActivities } from '../../activities/collections';
import { selectionOfCondition } from '../../services/certificates/selection';
import { createBackfills } from '../../services/builder/backfill';
import { createCollectionConsumer, type Watcher } from '../../services/builder/collection-consumer';
import { createCollectionWatch, type CollectionWatch } from '../../services/builder/collection-watch';
import { createCollectionRounds } from '../../services/collections/rounds';
import { createCollectionScans, type CollectionScans } from '../../services/collections/scan';
import { startRounds } from '../../services/work/rounds';
import { startCollectionConsumer, startCollectionScan } from '../../temporal/runs/collections';
import type { UsedBy } from '../../services/identity/deletion';
import type { Stores } from '../../store/stores';
import { createInstanceServices } from './instance-services';
import type { CreatePart, PartContext } from './part';

/** Tells what of one kind refers to a collection. */
type CollectionUserSource = (collection: { readonly uuid: string }) => Promise<readonly UsedBy[]>;

/** One line for each kind of thing that can refer to a collection. */
function userSources({ alerts, definitions }: Stores): readonly CollectionUserSource[] {
  return [
    async ({ uuid }) =>
      (await alerts.ofCollection(uuid)).map((one) => ({ kind: 'alert', uuid: one.uuid, name: one.name })),
    async ({ uuid }) =>
      (await definitions.withKey({ kind: 'collection', uuid })).map((one) => ({
        ...{ kind: 'definition', uuid: one.uuid, name: one.name },
      })),
  ];
}

const roundMs = 2_000;
const startTimeoutMs = 5_000;

export const collectionsPart: CreatePart = (context) => {
  const { stores, client, queueName, logger, now } = context.foundation;
  const { patterns, thread } = context;
  const watch = collectionWatchOf(context);
  return {
    name: 'collections',
    workflows: ['collectionScan', 'collectionConsumer'],
    routes: () =>
      createCollectionRoutes({
        collections: stores.collections,
        changes: stores.collectionChanges,
        scans: stores.collectionScans,
        ...{ inventory: stores.inventory, issuers: stores.issuers, directory: stores.directory, patterns, thread, now },
        usersOf: async (collection) =>
          (await Promise.all(userSources(stores).map((source) => source(collection)))).flat(),
      }),
    activities: () => ({
      certloom: createConsumerActivities(consumerOf(context)),
      scan: createCollectionActivities(scansOf(context, watch)),
    }),
    startBackground: () => {
      const round = createCollectionRounds({
        collections: stores.collections,
        watched: watch.watched,
        scans: stores.collectionScans,
        mark: stores.inventoryMark,
        forget: scansOf(context, watch).forget,
        start: (collectionId) => startCollectionScan(client, queueName, collectionId, startTimeoutMs),
        now,
      });
      return [
        startRounds(
          roundMs,
          async () => {
            await round();
            await watch.round();
          },
          (error) => logger.warn({ err: error }, 'collections could not be looked after'),
        ),
      ];
    },
    tidy: (at) => watch.tidy(at),
  };
};

function scansOf(
  { foundation: { stores, now }, patterns, thread }: PartContext,
  { watched }: Pick<CollectionWatch, 'watched'>,
): CollectionScans {
  return createCollectionScans({
    collections: stores.collections,
    isWatched: async ({ uuid, track }) => track || (await watched()).has(uuid),
    scans: stores.collectionScans,
    membership: stores.collectionMembership,
    changes: stores.collectionChanges,
    inventory: stores.inventory,
    among: stores.certificatesAmong,
    mark: stores.inventoryMark,
    // No change moves certificates in this order.
    selectionOf: async (query, at) =>
      selectionOfCondition(query, 'createdAt', 1, await stores.directory.snapshot(), { patterns, thread }, at),
    now,
    steadyClock: () => performance.now(),
  });
}

/** Definitions that have been published and look at collections. */
async function watchersOf({ definitions }: Stores): Promise<readonly Watcher[]> {
  const types = ['certificate_entered_collection', 'certificate_left_collection'] as const;
  const found = await Promise.all(types.map((type) => definitions.list({ type, limit: mostWatchers })));
  return found.flatMap(({ items }) => items).filter(({ publishedVersion }) => publishedVersion !== null);
}

const mostWatchers = 10_000;

/** Which definitions watch which collections, and how far each has read. */
export function collectionWatchOf({ foundation: { stores, client, queueName } }: Pick<PartContext, 'foundation'>) {
  return createCollectionWatch({
    watchers: () => watchersOf(stores),
    cursors: stores.collectionCursors,
    changes: stores.collectionChanges,
    scans: stores.collectionScans,
    consume: (definition, collection) =>
      startCollectionConsumer(client, queueName, { state: { definition, collection, backfill: null } }, startTimeoutMs),
  });
}

/** Back-fills of definitions that watch collections. */
export function backfillsOf({ foundation: { stores, client, queueName } }: Pick<PartContext, 'foundation'>) {
  return createBackfills({
    changes: stores.collectionChanges,
    membership: stores.collectionMembership,
    instances: stores.instances,
    scans: stores.collectionScans,
    start: (state, request) => startCollectionConsumer(client, queueName, { state, request }, startTimeoutMs),
    newId: randomUUID,
  });
}

function consumerOf(context: PartContext) {
  const { stores } = context.foundation;
  return createCollectionConsumer({
    definition: (uuid) => stores.definitions.find(uuid),
    collectionName: async (uuid) => (await stores.collections.find(uuid))?.name ?? null,
    cursors: stores.collectionCursors,
    changes: stores.collectionChanges,
    membership: stores.collectionMembership,
    certificates: (uuids) => stores.inventory.findMany(uuids),
    start: createInstanceServices(context).start,
    steadyClock: () => performance.now(),
  });
}
