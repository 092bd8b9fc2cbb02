import type { Connection } from 'mongoose';
import { createAuditStore } from './audit/audit';
import { createAlertLedgerStore } from './alerts/ledger';
import { createAlertRunStore } from './alerts/runs';
import { createAlertStore } from './alerts/alerts';
import { createAlertVersionStore } from './alerts/versions';
import { createEndpointCheckStore } from './alerts/endpoint-checks';
import { createApiKeyStore } from './identity/api-keys';
import { createApprovalProfileStore } from './approvals/profiles';
import { createApprovalStore } from './approvals/approvals';
import { createBulkChangeStore } from './certificates/bulk-changes';
import { createBulkRowStore } from './certificates/bulk-rows';
import { createCalendarFeedStore } from './expiration/calendar-feeds';
import { createChangeLog } from './live/change-log';
import { recordChanges } from './live/change-recorder';
import { createChannelStateStore } from './notifications/channel-states';
import { createCertificateHistoryStore } from './certificates/history';
import { createHistoryDueStore } from './certificates/history-due';
import { createHoldStore } from './certificates/holds';
import { createCertificatesAmong } from './certificates/among';
import { createCertificateInventory } from './certificates/inventory';
import { inventoryMarkOf, touching } from './certificates/inventory-mark';
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
import { createTriggerCountStore } from './firings/trigger-counts';
import { createEventHistory } from './firings/history';
import { createFiringRetention } from './firings/retention';
import { createEventLogEntryStore } from './event-log/entries';
import { createEventSettingsStore } from './triggers/event-settings';
import { createCopyStates } from './data-copies/states';
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
import type { RowSeal } from '../domain/secrets/row-seal';
import type { KeyedDigests } from './identity/keyed-digests';
import { createMessageStore } from './notifications/messages';
import { createNoticePayloadStore } from './firings/notice-payloads';
import { createRenewableCertificates } from './operations/renewable';
import { createRenewalWindowStore } from './operations/renewal-windows';
import { createKeptKeyStore } from './operations/kept-keys';
import { createOperationStore } from './operations/operations';
import { createOperationUpkeepStore } from './operations/upkeep';
import { createSealedFields } from './database/sealed-fields';
import { createPluginStore } from './plugins/plugins';
import { createProcessStore } from './database/processes';
import { createNotificationProfileStore } from './notifications/profiles';
import { createInstanceCounts } from './builder/instance-counts';
import { createInstanceList } from './builder/instance-list';
import { createInstanceNumbers } from './builder/numbers';
import { createInstanceStore } from './builder/instances';
import { createStepVisitStore } from './builder/visits';
import { createVariableStore } from './builder/variables';
import { createDefinitionKeyStore } from './builder/definition-keys';
import { createCollectionCursorStore } from './builder/collection-cursors';
import { createDefinitionStore } from './builder/definitions';
import { createStartableDefinitions } from './builder/startable';
import { createDefinitionVersionStore } from './builder/definition-versions';
import { createDeletedAttributes } from './attributes/deleted-attributes';
import { createOldRejectedNotices } from './notifications/rejected-notices';
import { createOpenSecrets } from './attributes/open-secrets';
import { createAcmeAccountStore } from './authorities/acme-accounts';
import { createAcmeChallengeStore } from './authorities/acme-challenges';
import { createAuthorityStore } from './authorities/authorities';
import { createCertificateNumbers } from './compat/certificate-numbers';
import { createCompatCallStore } from './compat/calls';
import { createConnectionStore } from './connections/connections';
import { createConnectionTokenStore } from './connections/tokens';
import { createCollectionChangeStore } from './collections/changes';
import { createMembershipStore } from './collections/membership';
import { createCollectionScanStore } from './collections/scans';
import { createCollectionStore } from './collections/collections';
import { createCertificateProfileStore } from './authorities/certificate-profiles';
import { createBuiltinCaStore } from './authorities/builtin-cas';
import { createIssuedCertificateStore } from './authorities/issued-certificates';
import { createOcspResponderStore } from './authorities/ocsp-responders';
import { createRevocationListStore } from './authorities/revocation-lists';
import { createRevokedCertificateStore } from './authorities/revoked-certificates';
import { createRaProfileStore } from './authorities/ra-profiles';
import { createOriginStore } from './imports/origins';
import { createRelationStore } from './certificates/relations';
import { createReplacementCandidates } from './certificates/replacement-candidates';
import { createReplacementKeyGaps } from './certificates/replacement-key-gaps';
import { createRoleStore } from './identity/roles';
import { createScanAlarmStore } from './expiration/scan-alarms';
import { createScanRequestStore } from './expiration/scan-requests';
import { createScanBatchStore } from './expiration/scan-batches';
import { createLabelStore } from './configuration/labels';
import { createScriptStore } from './scripts/scripts';
import { createScriptLockStore } from './scripts/locks';
import { createScriptRunChunks } from './scripts/run-chunks';
import { createScriptRunList } from './scripts/run-list';
import { createScriptRunStore } from './scripts/runs';
import { createContextKeyStore } from './secrets/context-keys';
import { createSecretStore } from './secrets/secrets';
import { createSshKeyStore } from './ssh-keys/keys';
import { createSignInAddressStore } from './sign-in/addresses';
import { createIdentityStore } from './sign-in/identities';
import { createPasswordStore } from './sign-in/passwords';
import { createProviderStore } from './sign-in/providers';
import { createSessionStore } from './sign-in/sessions';
import { createTransactionStore } from './sign-in/transactions';
import { createSettingsStore } from './settings/settings';
import { createSightingStore } from './discoveries/sightings';
import { createTriggerConfiguration } from './triggers/configuration';
import { createSnapshotStore } from './triggers/snapshots';
import { createTriggerSetStore } from './triggers/sets';
import { createTriggerVersionStore } from './triggers/versions';
import { createTriggerStore } from './triggers/triggers';
import { createUploadList } from './uploads/list';
import { createUploadOwnership } from './uploads/ownership';
import { createUploadSeal } from './uploads/upload-seal';
import { createUploadStore } from './uploads/uploads';
import { createUserStore } from './identity/users';
import { createWorkerStore } from './workers/workers';
import { createIssuerRows } from './validation/issuer-rows';
import { createValidationStore } from './validation/validations';
import { createSavedViewStore } from './views/saved-views';

/** Keys derived from the master key for what is stored, or what works with them; each list has the present one first. */
export interface StoreKeys {
  /** Sign the marks of the audit log. */
  readonly auditMarks: readonly Buffer[];
  /** Hashes the fingerprints that uploads in progress claim. */
  readonly uploadClaims: Buffer;
  /** Seals in rows what may have to be erased: certificates that are being decided, what is told of rejected ones. */
  readonly passing: RowSeal;
  /** Make and compare quick digests of the administrator's key. */
  readonly administratorKey: KeyedDigests;
}

/** Every store on one connection, made before `ensureIndexes` so that it sees all models. */
export function createStores(db: Connection, now: () => Date, keys?: StoreKeys) {
  const passing = keys && createSealedFields(keys.passing);
  const uploadSeal = createUploadSeal(passing);
  const changeLog = createChangeLog(db, now);
  return {
    acmeAccounts: createAcmeAccountStore(db),
    acmeChallenges: createAcmeChallengeStore(db),
    alertLedger: createAlertLedgerStore(db),
    alertRuns: createAlertRunStore(db),
    alerts: createAlertStore(db),
    alertVersions: createAlertVersionStore(db),
    endpointChecks: createEndpointCheckStore(db),
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
    historyDue: createHistoryDueStore(db),
    changeLog,
    changeRecorder: recordChanges(db, changeLog),
    channelStates: createChannelStateStore(db),
    instanceList: createInstanceList(db),
    instanceCounts: createInstanceCounts(db),
    instanceNumbers: createInstanceNumbers(db),
    instances: createInstanceStore(db),
    instanceVariables: createVariableStore(db),
    inventory: touching(db, createCertificateInventory(db), 'change', 'revoke', 'changeState', 'remove'),
    inventoryMark: inventoryMarkOf(db),
    certificates: touching(db, createCertificateStore(db), 'insert', 'leaveGroup', 'leaveOwner'),
    certificatesAmong: createCertificatesAmong(db),
    contextKeys: createContextKeyStore(db),
    collections: createCollectionStore(db),
    collectionChanges: createCollectionChangeStore(db),
    collectionMembership: createMembershipStore(db),
    collectionScans: createCollectionScanStore(db),
    compatCalls: createCompatCallStore(db),
    compatNumbers: createCertificateNumbers(db),
    connections: createConnectionStore(db),
    connectionTokens: createConnectionTokenStore(db),
    copyStates: createCopyStates(db),
    countedCertificates: createCountedCertificates(db),
    customAttributes: createCustomAttributeStore(db),
    definitionKeys: createDefinitionKeyStore(db),
    definitions: createDefinitionStore(db),
    startableDefinitions: createStartableDefinitions(db),
    collectionCursors: createCollectionCursorStore(db),
    definitionVersions: createDefinitionVersionStore(db),
    deletedAttributes: createDeletedAttributes(db),
    deliveries: createDeliveryStore(db, passing),
    digestCertificates: createDigestCertificates(db),
    digestItems: createDigestItemStore(db),
    directory: createDirectory(db),
    discoveries: createDiscoveryStore(db),
    discoveryGaps: createDiscoveryGapStore(db),
    discoveryRows: createDiscoveryRowStore(db, passing),
    discoveryRuns: createDiscoveryRunStore(db),
    eventHistory: createEventHistory(db),
    triggerCounts: createTriggerCountStore(db),
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
    holds: touching(db, createHoldStore(db), 'release'),
    idempotency: createIdempotencyStore(db),
    issuedCertificates: createIssuedCertificateStore(db),
    issuerRows: createIssuerRows(db),
    issuers: createIssuerStore(db),
    jobExecutions: createJobExecutionStore(db),
    jobs: createJobStore(db),
    keptKeys: createKeptKeyStore(db),
    keyOwners: createKeyOwners(db, { now, ...(keys && { keyedDigests: keys.administratorKey }) }),
    messages: createMessageStore(db, passing),
    noticePayloads: createNoticePayloadStore(db, passing),
    ocspResponders: createOcspResponderStore(db),
    operations: createOperationStore(db),
    operationUpkeep: createOperationUpkeepStore(db),
    renewableCertificates: createRenewableCertificates(db),
    renewalWindows: createRenewalWindowStore(db),
    plugins: createPluginStore(db),
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
    scanRequests: createScanRequestStore(db),
    scanBatches: createScanBatchStore(db),
    scripts: createScriptStore(db),
    scriptLocks: createScriptLockStore(db),
    scriptRunChunks: createScriptRunChunks(db),
    scriptRunList: createScriptRunList(db),
    scriptRuns: createScriptRunStore(db),
    secrets: createSecretStore(db),
    configurationLabels: createLabelStore(db),
    importOrigins: createOriginStore(db),
    identities: createIdentityStore(db),
    identityProviders: createProviderStore(db),
    passwords: createPasswordStore(db),
    signInTransactions: createTransactionStore(db),
    savedViews: createSavedViewStore(db),
    sessions: createSessionStore(db),
    signInAddresses: createSignInAddressStore(db),
    settings: createSettingsStore(db),
    sightings: touching(db, createSightingStore(db), 'write'),
    snapshots: createSnapshotStore(db),
    sshKeys: createSshKeyStore(db),
    triggerConfiguration: createTriggerConfiguration(db),
    triggers: createTriggerStore(db),
    triggerSets: createTriggerSetStore(db),
    triggerVersions: createTriggerVersionStore(db),
    uploads: createUploadStore(db, keys?.uploadClaims, uploadSeal),
    uploadList: createUploadList(db, uploadSeal),
    uploadOwnership: createUploadOwnership(db, uploadSeal),
    stepVisits: createStepVisitStore(db),
    users: createUserStore(db),
    validations: touching(db, createValidationStore(db), 'write'),
    workers: createWorkerStore(db),
  };
}

export type Stores = ReturnType<typeof createStores>;
