import type { Connection } from 'mongoose';
import { createAuditStore } from '../store/audit';
import { createApiKeyStore } from '../store/api-keys';
import { createCalendarFeedStore } from '../store/calendar-feeds';
import { createChannelStateStore } from '../store/channel-states';
import { createCertificateHistoryStore } from '../store/certificate-history';
import { createCertificateInventory } from '../store/certificate-inventory';
import { createCertificateStore } from '../store/certificates';
import { createCustomAttributeStore } from '../store/custom-attributes';
import { createDeliveryStore } from '../store/deliveries';
import { createDigestCertificates } from '../store/digest-certificates';
import { createDigestItemStore } from '../store/digest-items';
import { createDirectory } from '../store/directory';
import { createEventHistory } from '../store/event-history';
import { createEventLogEntryStore } from '../store/event-log-entries';
import { createEventSettingsStore } from '../store/event-settings';
import { createExpirationCandidates } from '../store/expiration-candidates';
import { createExpirationScanStore } from '../store/expiration-scans';
import { createExpirationWatchStore } from '../store/expiration-watches';
import { createExpiringCertificates } from '../store/expiring-certificates';
import { createFiringStore } from '../store/firings';
import { createGroupStore } from '../store/groups';
import { createIdempotencyStore } from '../store/idempotency-keys';
import { createKeyOwners } from '../store/key-owners';
import { createMessageStore } from '../store/messages';
import { createNoticeStore } from '../store/notices';
import { createNotificationProfileStore } from '../store/notification-profiles';
import { createRaProfileStore } from '../store/ra-profiles';
import { createRelationStore } from '../store/relations';
import { createReplacementCandidates } from '../store/replacement-candidates';
import { createReplacementKeyGaps } from '../store/replacement-key-gaps';
import { createRoleStore } from '../store/roles';
import { createScanAlarmStore } from '../store/scan-alarms';
import { createScanBatchStore } from '../store/scan-batches';
import { createSettingsStore } from '../store/settings';
import { createTriggerConfiguration } from '../store/trigger-configuration';
import { createSnapshotStore } from '../store/trigger-set-snapshots';
import { createTriggerSetStore } from '../store/trigger-sets';
import { createTriggerVersionStore } from '../store/trigger-versions';
import { createTriggerStore } from '../store/triggers';
import { createUploadList } from '../store/upload-list';
import { createUploadStore } from '../store/uploads';
import { createUserStore } from '../store/users';

/** Every store on one connection, made before `ensureIndexes` so that it sees all models. */
export function createStores(db: Connection, now: () => Date) {
  return {
    apiKeys: createApiKeyStore(db),
    audit: createAuditStore(db, { now }),
    calendarFeeds: createCalendarFeedStore(db),
    certificateHistory: createCertificateHistoryStore(db),
    channelStates: createChannelStateStore(db),
    inventory: createCertificateInventory(db),
    certificates: createCertificateStore(db),
    customAttributes: createCustomAttributeStore(db),
    deliveries: createDeliveryStore(db),
    digestCertificates: createDigestCertificates(db),
    digestItems: createDigestItemStore(db),
    directory: createDirectory(db),
    eventHistory: createEventHistory(db),
    eventLog: createEventLogEntryStore(db),
    eventSettings: createEventSettingsStore(db),
    expirationCandidates: createExpirationCandidates(db),
    expirationScans: createExpirationScanStore(db),
    expirationWatches: createExpirationWatchStore(db),
    expiringCertificates: createExpiringCertificates(db),
    firings: createFiringStore(db),
    groups: createGroupStore(db),
    idempotency: createIdempotencyStore(db),
    keyOwners: createKeyOwners(db, { now }),
    messages: createMessageStore(db),
    notices: createNoticeStore(db),
    profiles: createNotificationProfileStore(db),
    raProfiles: createRaProfileStore(db),
    relations: createRelationStore(db),
    replacementCandidates: createReplacementCandidates(db),
    replacementKeyGaps: createReplacementKeyGaps(db),
    roles: createRoleStore(db),
    scanAlarms: createScanAlarmStore(db),
    scanBatches: createScanBatchStore(db),
    settings: createSettingsStore(db),
    snapshots: createSnapshotStore(db),
    triggerConfiguration: createTriggerConfiguration(db),
    triggers: createTriggerStore(db),
    triggerSets: createTriggerSetStore(db),
    triggerVersions: createTriggerVersionStore(db),
    uploads: createUploadStore(db),
    uploadList: createUploadList(db),
    users: createUserStore(db),
  };
}

export type Stores = ReturnType<typeof createStores>;
