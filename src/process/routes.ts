import { randomUUID } from 'node:crypto';
import { createCertificateRelationRoutes } from '../api/certificates/relations';
import { createCertificateStateRoutes } from '../api/certificates/state';
import { createCertificateRoutes } from '../api/certificates/routes';
import { createChannelOperationRoutes } from '../api/notifications/channel-operations';
import { createDeliveryRoutes } from '../api/notifications/deliveries';
import { createEventLogRoutes } from '../api/event-log/entries';
import { createEventHistoryRoutes } from '../api/events/history';
import { createEventRoutes } from '../api/events/routes';
import { createExpirationScanRoutes } from '../api/expiration/scan';
import { createExpiringRoutes } from '../api/expiration/routes';
import { createExpiringFeedRoutes } from '../api/expiration/feed';
import type { ExpiringView } from '../services/expiration/view';
import { createMessageRoutes } from '../api/notifications/messages';
import { createNotificationProfileRoutes } from '../api/notifications/profiles';
import { createPlatformRoutes } from './parts/platform';
import { createTriggerSetRoutes } from '../api/triggers/sets';
import { createTriggerRoutes } from '../api/triggers/routes';
import { events } from '../domain/events/catalogue';
import { createPatternEngine } from '../services/firings/pattern-engine';
import { startRedelivery } from '../temporal/runs/redelivery';
import { expirationScheduleOf } from './parts/expiration-schedule';
import { profileFacts } from '../services/expiration/due-samples';
import { createDeletionHooks } from '../services/identity/deletion';
import type { Audit } from '../api/http/audit';
import type { Route } from '../api/http/route';
import { createUploadReadRoutes } from '../api/uploads/resource';
import { createUploadRoutes } from '../api/uploads/routes';
import { createIdempotency } from '../services/uploads/idempotency';
import { createArrivals } from '../services/uploads/arrivals';
import { createIntake } from '../services/uploads/intake';
import { createRuns } from '../services/uploads/gathered-runs';
import { createUploadService } from '../services/uploads/accept';
import { millisecondsOf } from '../domain/values/duration';
import { createUploadRuns } from '../temporal/runs/uploads';
import type { Foundation } from './foundation';
import type { Notifications } from './parts/notifications';

/** Bytes of an upload, before base64; the setting `upload.maxBytes` may only lower it. */
export const bodyLimitBytes = 10 * 1024 * 1024;

const nothing = () => Promise.resolve();

interface RouteContext {
  /** Told which certificates gained a successor by hand. */
  readonly onReplaced?: (predecessors: readonly string[]) => Promise<void>;
  /** Of what nears its end; shared with the metrics. */
  readonly expiring: ExpiringView;
  readonly audit: Audit;
  readonly isStopping: () => boolean;
}

/** Every route of the API, with what it works on. */
export function createRoutes(foundation: Foundation, notifications: Notifications, context: RouteContext): Route[] {
  const { stores, now, client, queueName, publicUrl, firingUrl } = foundation;
  const { onReplaced = nothing } = context;
  const newId = randomUUID;
  const patterns = createPatternEngine();
  const { directory, profiles, triggers } = stores;
  const schedule = expirationScheduleOf(foundation);
  const existing = async (kind: 'user' | 'group' | 'role', uuids: readonly string[]) => {
    const snapshot = await directory.snapshot();
    const known = { user: snapshot.users, group: snapshot.groups, role: snapshot.roles }[kind];
    return uuids.filter((uuid) => known.has(uuid));
  };
  return [
    ...uploadRoutes(foundation, context),
    ...createCertificateRoutes({
      inventory: stores.inventory,
      history: stores.certificateHistory,
      directory,
      patterns,
      forgetRelations: (uuid) => stores.relations.forget(uuid),
      now,
    }),
    ...createCertificateRelationRoutes({
      relations: stores.relations,
      certificates: stores.replacementCandidates,
      onReplaced,
      now,
    }),
    ...createCertificateStateRoutes({
      inventory: stores.inventory,
      history: stores.certificateHistory,
      now,
    }),
    ...createUploadReadRoutes({
      uploads: {
        read: stores.uploads.read,
        itemsOf: stores.uploads.itemsOf,
        progressOf: stores.uploads.progressOf,
        list: stores.uploadList.list,
      },
    }),
    ...createEventHistoryRoutes({
      history: stores.eventHistory,
      snapshots: stores.snapshots,
      deliveriesOf: (firingId) => notifications.ledger.findByFiring(firingId),
      watchesOf: (certificates) => stores.expirationWatches.findMany(certificates),
      directory,
      runUrl: foundation.runUrl,
      now,
    }),
    ...createExpirationScanRoutes({
      schedule,
      scans: stores.expirationScans,
      alarms: async () => (await stores.scanAlarms.open()).filter(({ overAt }) => overAt === null),
      cron: async () => (await stores.settings.get()).values.expirationScan.cron,
      runUrl: foundation.runUrl,
      now,
    }),
    ...createExpiringRoutes({
      inventory: stores.inventory,
      history: stores.certificateHistory,
      watches: stores.expirationWatches,
      directory,
      view: context.expiring,
      now,
    }),
    ...createExpiringFeedRoutes({ feeds: stores.calendarFeeds, publicUrl, now }),
    ...createEventRoutes({ settings: stores.eventSettings, directory }),
    ...createTriggerRoutes({ triggers, sets: stores.triggerSets, directory, profiles, patterns, newId, now }),
    ...createTriggerSetRoutes({
      triggers,
      sets: stores.triggerSets,
      directory,
      now,
      configuration: stores.triggerConfiguration,
      subjectOf: async (event, objectUuid) => {
        if (events[event].resource !== 'certificates') return null;
        const certificate = await stores.inventory.find(objectUuid);
        if (certificate === null) return null;
        const { groups } = await directory.snapshot();
        return {
          groups: certificate.groups.map((uuid) => ({ uuid, name: groups.get(uuid)?.name ?? uuid })),
          raProfile: certificate.raProfile,
        };
      },
    }),
    ...createNotificationProfileRoutes({
      profiles,
      secrets: notifications.secrets,
      guard: notifications.guard,
      channelStates: stores.channelStates,
      senders: notifications.senders,
      usersOf: (uuid) => triggers.referencesOf('notificationProfile', uuid),
      existing,
      ...profileFacts(foundation),
      loadCertificate: (uuid) => stores.inventory.find(uuid),
      firingUrl,
      webhook: { instance: foundation.config.instance, publicUrl },
      now,
      newId,
    }),
    ...createChannelOperationRoutes({
      profiles,
      channelStates: stores.channelStates,
      secrets: notifications.secrets,
      now,
    }),
    ...createDeliveryRoutes({
      deliveries: stores.deliveries,
      cycleOf: async (certificate) => (await stores.expirationWatches.find(certificate))?.cycle ?? null,
      startRedelivery: ({ id, firingId }, request) => startRedelivery(client, queueName, { id, firingId }, request),
      now,
    }),
    ...createMessageRoutes({ messages: stores.messages, now }),
    ...createEventLogRoutes({ entries: stores.eventLog }),
    ...createPlatformRoutes({
      users: stores.users,
      roles: stores.roles,
      groups: stores.groups,
      apiKeys: stores.apiKeys,
      raProfiles: stores.raProfiles,
      customAttributes: stores.customAttributes,
      settings: stores.settings,
      auditLog: stores.audit,
      audit: context.audit,
      now,
      bodyLimitBytes,
      onScanCron: (cron) => schedule.setCron(cron),
      ...createDeletionHooks(stores),
    }),
  ];
}

function uploadRoutes(foundation: Foundation, { audit, isStopping }: RouteContext): Route[] {
  const { stores, client, queueName, logger, metrics, now, parsed, verdicts } = foundation;
  const settings = async () => (await stores.settings.get()).values;
  // Settings are checked when they are saved; an unreadable one of another release falls back.
  const syncTimeoutMs = async () => millisecondsOf((await settings()).syncTimeout, 30_000);
  const answered = metrics.histogram('upload_answer_seconds', 'Time until an upload was answered.', ['mode']);
  const arrivals = createArrivals();
  const intake = createIntake(stores.uploads, stores.certificates);
  const service = createUploadService({
    uploads: stores.uploads,
    intake,
    runs: createRuns({
      runs: createUploadRuns(client, queueName, verdicts),
      uploads: stores.uploads,
      syncTimeoutMs,
      logger,
      arriving: arrivals.count,
    }),
    parsed,
    retentionMs: async () => millisecondsOf((await settings()).uploads.retention, 30 * 86_400_000),
    now,
    isStopping,
  });
  return createUploadRoutes({
    service,
    uploads: stores.uploads,
    arrivals,
    idempotency: createIdempotency({
      keys: stores.idempotency,
      hashKey: foundation.keyFor('idempotency'),
      recall: service.recall,
      now,
    }),
    audit,
    settings: async () => {
      const { upload } = await settings();
      return {
        syncTimeoutMs: await syncTimeoutMs(),
        maxCertificates: upload.maxCertificates,
        maxBytes: upload.maxBytes,
      };
    },
    attributes: async () => [...(await stores.directory.snapshot()).attributes.values()],
    observe: (mode, seconds) => answered.observe({ mode }, seconds),
  });
}
