import type { Connection } from 'mongoose';
import { createAuditStore } from './audit/audit';
import { createApiKeyStore } from './identity/api-keys';
import { createApprovalProfileStore } from './approvals/profiles';
import { createApprovalStore } from './approvals/approvals';
import { createBulkChangeStore } from './certificates/bulk-changes';
import { createBulkRowStore } from './certificates/bulk-rows';
import { createCalendarFeedStore } from './expiration/calendar-feeds';
import { createChannelStateStore } from './notifications/channel-states';
import { createCertificateHistoryStore } from './certificates/history';
import { createHoldStore } from './certificates/holds';
import { createCertificateInventory } from './certificates/inventory';
import { createCertificateStore } from './certificates/certificates';
import { createCustomAttributeStore } from './attributes/custom-attributes';
import { createDeliveryStore } from './notifications/deliveries';
import { createDiscoveryGapStore } from './discoveries/gaps';
import { createDiscoveryRowStore } from './discoveries/rows';
import { createDiscoveryRunStore } from './discoveries/runs';
import { createDiscoveryStore } from './discoveries/discoveries';
import { createDigestCertificates } from './notifications/digest-certificates';
import { createDigestItemStore } from './notifications/digest-items';
import { createDirectory } from './identity/directory';
import { createEventHistory } from './firings/history';
import { createFiringRetention } from './firings/retention';
import { createEventLogEntryStore } from './event-log/entries';
import { createEventSettingsStore } from './triggers/event-settings';
import { createCountedCertificates } from './certificates/counted';
import { createFactGaps } from './certificates/fact-gaps';
import { createExpirationEnds } from './expiration/ends';
import { createExpirationCandidates } from './expiration/candidates';
import { createExpirationScanStore } from './expiration/scans';
import { createExpirationWatchStore } from './expiration/watches';
import { createExpiringCertificates } from './expiration/expiring-certificates';
import { createFiringStore } from './firings/firings';
import { createGroupStore } from './identity/groups';
import { createIdempotencyStore } from './uploads/idempotency-keys';
import { createIssuerStore } from './certificates/issuers';
import { createJobExecutionStore } from './jobs/executions';
import { createJobStore } from './jobs/jobs';
import { createKeyOwners } from './identity/key-owners';
import type { KeyedDigests } from './identity/keyed-digests';
import { createMessageStore } from './notifications/messages';
import { createNoticePayloadStore } from './firings/notice-payloads';
import { createRenewableCertificates } from './operations/renewable';
import { createRenewalWindowStore } from './operations/renewal-windows';
import { createKeptKeyStore } from './operations/kept-keys';
import { createOperationStore } from './operations/operations';
import { createOperationUpkeepStore } from './operations/upkeep';
import { createProcessStore } from './database/processes';
import { createNotificationProfileStore } from './notifications/profiles';
import { createDeletedAttributes } from './attributes/deleted-attributes';
import { createOldRejectedNotices } from './notifications/rejected-notices';
import { createOpenSecrets } from './attributes/open-secrets';
import { createAcmeAccountStore } from './authorities/acme-accounts';
import { createAcmeChallengeStore } from './authorities/acme-challenges';
import { createAuthorityStore } from './authorities/authorities';
import { createCertificateProfileStore } from './authorities/certificate-profiles';
import { createBuiltinCaStore } from './authorities/builtin-cas';
import { createIssuedCertificateStore } from './authorities/issued-certificates';
import { createOcspResponderStore } from './authorities/ocsp-responders';
import { createRevocationListStore } from './authorities/revocation-lists';
import { createRevokedCertificateStore } from './authorities/revoked-certificates';
import { createRaProfileStore } from './authorities/ra-profiles';
import { createRelationStore } from './certificates/relations';
import { createReplacementCandidates } from './certificates/replacement-candidates';
import { createReplacementKeyGaps } from './certificates/replacement-key-gaps';
import { createRoleStore } from './identity/roles';
import { createScanAlarmStore } from './expiration/scan-alarms';
import { createScanBatchStore } from './expiration/scan-batches';
import { createLabelStore } from './configuration/labels';
import { createSecretStore } from './secrets/secrets';
import { createSettingsStore } from './settings/settings';
import { createSightingStore } from './discoveries/sightings';
import { createTriggerConfiguration } from './triggers/configuration';
import { createSnapshotStore } from './triggers/snapshots';
import { createTriggerSetStore } from './triggers/sets';
import { createTriggerVersionStore } from './triggers/versions';
import { createTriggerStore } from './triggers/triggers';
import { createUploadList } from './uploads/list';
import { createUploadOwnership } from './uploads/ownership';
import { createUploadStore } from './uploads/uploads';
import { createUserStore } from './identity/users';
import { createIssuerRows } from './validation/issuer-rows';
import { createValidationStore } from './validation/validations';

/** Keys derived from the master key for what is stored, or what works with them; each list has the present one first. */
export interface StoreKeys {
  /** Sign the marks of the audit log. */
  readonly auditMarks: readonly Buffer[];
  /** Hashes the fingerprints that uploads in progress claim. */
  readonly uploadClaims: Buffer;
  /** Make and compare quick digests of the administrator's key. */
  readonly administratorKey: KeyedDigests;
}

/** Every store on one connection, made before `ensureIndexes` so that it sees all models. */
export function createStores(db: Connection, now: () => Date, keys?: StoreKeys) {
  return {
    acmeAccounts: createAcmeAccountStore(db),
    acmeChallenges: createAcmeChallengeStore(db),
    apiKeys: createApiKeyStore(db),
    approvalProfiles: createApprovalProfileStore(db),
    approvals: createApprovalStore(db),
    authorities: createAuthorityStore(db),
    audit: createAuditStore(db, { now, keys: keys?.auditMarks ?? [] }),
    builtinCas: createBuiltinCaStore(db),
    bulkChanges: createBulkChangeStore(db),
    bulkRows: createBulkRowStore(db),
    calendarFeeds: createCalendarFeedStore(db),
    certificateProfiles: createCertificateProfileStore(db),
    certificateHistory: createCertificateHistoryStore(db),
    channelStates: createChannelStateStore(db),
    inventory: createCertificateInventory(db),
    certificates: createCertificateStore(db),
    countedCertificates: createCountedCertificates(db),
    customAttributes: createCustomAttributeStore(db),
    deletedAttributes: createDeletedAttributes(db),
    deliveries: createDeliveryStore(db),
    digestCertificates: createDigestCertificates(db),
    digestItems: createDigestItemStore(db),
    directory: createDirectory(db),
    discoveries: createDiscoveryStore(db),
    discoveryGaps: createDiscoveryGapStore(db),
    discoveryRows: createDiscoveryRowStore(db),
    discoveryRuns: createDiscoveryRunStore(db),
    eventHistory: createEventHistory(db),
    firingRetention: createFiringRetention(db),
    eventLog: createEventLogEntryStore(db),
    eventSettings: createEventSettingsStore(db),
    expirationEnds: createExpirationEnds(db),
    expirationCandidates: createExpirationCandidates(db),
    expirationScans: createExpirationScanStore(db),
    expirationWatches: createExpirationWatchStore(db),
    expiringCertificates: createExpiringCertificates(db),
    factGaps: createFactGaps(db),
    firings: createFiringStore(db),
    groups: createGroupStore(db),
    holds: createHoldStore(db),
    idempotency: createIdempotencyStore(db),
    issuedCertificates: createIssuedCertificateStore(db),
    issuerRows: createIssuerRows(db),
    issuers: createIssuerStore(db),
    jobExecutions: createJobExecutionStore(db),
    jobs: createJobStore(db),
    keptKeys: createKeptKeyStore(db),
    keyOwners: createKeyOwners(db, { now, ...(keys && { keyedDigests: keys.administratorKey }) }),
    messages: createMessageStore(db),
    noticePayloads: createNoticePayloadStore(db),
    ocspResponders: createOcspResponderStore(db),
    operations: createOperationStore(db),
    operationUpkeep: createOperationUpkeepStore(db),
    renewableCertificates: createRenewableCertificates(db),
    renewalWindows: createRenewalWindowStore(db),
    processes: createProcessStore(db),
    oldRejectedNotices: createOldRejectedNotices(db),
    openSecrets: createOpenSecrets(db),
    profiles: createNotificationProfileStore(db),
    raProfiles: createRaProfileStore(db),
    relations: createRelationStore(db),
    replacementCandidates: createReplacementCandidates(db),
    replacementKeyGaps: createReplacementKeyGaps(db),
    revocationLists: createRevocationListStore(db),
    revokedCertificates: createRevokedCertificateStore(db),
    roles: createRoleStore(db),
    scanAlarms: createScanAlarmStore(db),
    scanBatches: createScanBatchStore(db),
    secrets: createSecretStore(db),
    configurationLabels: createLabelStore(db),
    settings: createSettingsStore(db),
    sightings: createSightingStore(db),
    snapshots: createSnapshotStore(db),
    triggerConfiguration: createTriggerConfiguration(db),
    triggers: createTriggerStore(db),
    triggerSets: createTriggerSetStore(db),
    triggerVersions: createTriggerVersionStore(db),
    uploads: createUploadStore(db, keys?.uploadClaims),
    uploadList: createUploadList(db),
    uploadOwnership: createUploadOwnership(db),
    users: createUserStore(db),
    validations: createValidationStore(db),
  };
}

export type Stores = ReturnType<typeof createStores>;
