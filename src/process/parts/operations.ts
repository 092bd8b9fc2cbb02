import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createOperationActivities, createRenewalActivities } from '../../activities/operations';
import { createPrivateKeyRoutes } from '../../api/operations/private-key';
import { createOperationRequestRoutes } from '../../api/operations/requests';
import { createOperationRoutes } from '../../api/operations/routes';
import { millisecondsOf } from '../../domain/values/duration';
import { createWholeMatch } from '../../services/authorities/whole-match';
import { issuersOf } from '../../services/certificates/chain';
import { createAdvance } from '../../services/operations/advance';
import { createOperationCare } from '../../services/operations/care';
import { createOperationFirings } from '../../services/operations/firings';
import { createIssuedCertificates } from '../../services/operations/issued';
import { createKeptKeys } from '../../services/operations/kept-keys';
import { createFileDeployment } from '../../services/alerts/deploy-files';
import { createServedCertificate } from '../../services/alerts/served-certificate';
import { probe } from '../../outbound/tls/probe';
import { createRenewalOrders } from '../../services/operations/renewal-order';
import { createRenewals } from '../../services/operations/renewals';
import { createOperationRetention } from '../../services/operations/retention';
import { createRevocations } from '../../services/operations/revocation';
import { createOperationStart } from '../../services/operations/start';
import { createWorkflowGate } from '../../services/operations/workflow-gate';
import { createWishFaults } from '../../services/operations/wish-faults';
import { toNamed } from '../../store/certificates/replacement-candidates';
import type { Stores } from '../../store/stores';
import { systemActor } from '../../domain/identity/actor';
import { isCertloomError } from '../../domain/problem';
import { operationWorkflowId } from '../../temporal/ids';
import { ensureOperationRun, startOperationRun, wakeOperation } from '../../temporal/runs/operations';
import { instanceControlsOf } from './instance-controls';
import { createInstanceServices, type InstanceServices } from './instance-services';
import { eventStartsOf } from './event-starts';
import { createFiringPipeline } from './firings';
import { revokingOf } from './revoking';
import type { Part, PartContext } from './part';

const startTimeoutMs = 5_000;

/** Operations on certificates, from the request to the firing of their end. */
export function operationsPart(context: PartContext): Part {
  const { stores, client, queueName, logger, sealValue } = context.foundation;
  return {
    name: 'operations',
    workflows: ['certificateOperation', 'automaticRenewals'],
    routes: () => [
      ...createOperationRequestRoutes({
        start: operationStartOf(context).start,
        operations: stores.operations,
        inventory: stores.inventory,
        attributes: async () => [...(await stores.directory.snapshot()).attributes.values()],
        seal: sealValue,
        chainOf: (certificate) => chainOf(stores, certificate),
        waitMs: async () => millisecondsOf((await stores.settings.get()).values.syncTimeout, 30_000),
        wait: async (ms, signal) => void (await sleep(ms, undefined, { signal }).catch(() => undefined)),
        steadyClock: () => performance.now(),
      }),
      ...createPrivateKeyRoutes({
        inventory: stores.inventory,
        chainOf: (certificate) => chainOf(stores, certificate),
        openKey: keptKeysOf(context).open,
      }),
      ...createOperationRoutes({
        operations: stores.operations,
        wake: (workflowId) => wakeOperation(client, workflowId, startTimeoutMs),
      }),
    ],
    activities: () => {
      const { advance, firings } = activitiesOf(context);
      const activities = createOperationActivities(advance, firings, eventStartsOf(context.foundation).waits);
      return {
        certloom: activities,
        delivery: activities,
        scan: createRenewalActivities(renewalsOf(context)),
      };
    },
    tidy: createOperationCare({
      operations: stores.operationUpkeep,
      ensureRun: ({ uuid: operationId, workflowId }, delayMs) =>
        ensureOperationRun(client, queueName, { operationId, workflowId }, { delayMs, timeoutMs: startTimeoutMs }),
      forgetKey: stores.keptKeys.forget,
      logger,
    }).tidy,
  };
}

/** What deletes operations that are older than their retention. */
export function operationRetention({ settings, operationUpkeep, inventory }: Stores) {
  return createOperationRetention({
    operations: operationUpkeep,
    storedAmong: async (certificates) => new Set((await inventory.namesOf(certificates)).keys()),
    retention: async () => (await settings.get()).values.operations.retention,
  });
}

function keptKeysOf({ foundation: { stores, now }, authorities }: PartContext) {
  return createKeptKeys({ store: stores.keptKeys, box: authorities.secrets, now });
}

/** What begins operations, for whoever may: the API, the clock, and what triggers do. */
export function operationStartOf(context: PartContext) {
  const { foundation, patterns } = context;
  const { stores, client, queueName, keyFor, now } = foundation;
  return createOperationStart({
    operations: stores.operations,
    inventory: stores.inventory,
    history: stores.certificateHistory,
    directory: () => stores.directory.snapshot(),
    wishFaults: createWishFaults(stores.certificateProfiles, createWholeMatch(patterns)),
    keepKey: keptKeysOf(context).keep,
    forgetKey: stores.keptKeys.forget,
    startRun: (operationId, workflowId) =>
      startOperationRun(client, queueName, { operationId, workflowId }, startTimeoutMs),
    workflowIdOf: operationWorkflowId,
    hashKey: keyFor('idempotency'),
    newId: randomUUID,
    now,
  });
}

/** Renewals that handlers of alerts and steps of workflows order. */
export function renewalOrdersOf(context: PartContext) {
  const { stores, config } = context.foundation;
  return createRenewalOrders({
    start: operationStartOf(context).start,
    findOperation: (uuid) => stores.operations.find(uuid),
    certificate: (uuid) => stores.inventory.find(uuid),
    contents: (uuids) => stores.inventory.contents(uuids),
    files: createFileDeployment(config.deployFolders),
    isServed: createServedCertificate({
      probe: (target, options) => probe(target, { guard: context.notifications.guard, ...options }),
    }),
  });
}

/** The definition that a request passes: keyed by its RA profile, else the global one. */
async function definitionFor({ startableDefinitions }: Stores, type: 'enrollment' | 'revocation', raProfile: string) {
  const all = await startableDefinitions.ofType(type);
  const keyed = all.find(({ keys }) => keys.some(({ uuid }) => uuid === raProfile));
  const found = keyed ?? all.find(({ isGlobal }) => isGlobal);
  if (found === undefined) return null;
  // As the product has made it; nobody has published another version.
  return { uuid: found.uuid, version: found.version, isPlain: found.isGlobal && found.version === 1 };
}

/** What an operation does with the instance that it goes through. */
function operatedInstancesOf(context: PartContext, services: InstanceServices) {
  const { logger } = context.foundation;
  const controls = instanceControlsOf(context, services);
  return {
    wake: (instance: string) =>
      services
        .wake(instance)
        .catch((error: unknown) => logger.warn({ err: error, instance }, 'the run of an instance is told later')),
    async stop(instance: string) {
      await controls.stop(instance, systemActor).catch((error: unknown) => {
        if (!isCertloomError(error) || !['invalid_state', 'not_found'].includes(error.code)) throw error;
      });
    },
  };
}

function activitiesOf(context: PartContext) {
  const { foundation, expiration, authorities, approvals } = context;
  const { stores, logger, now } = foundation;
  const services = createInstanceServices(context);
  const advance = createAdvance({
    gate: createWorkflowGate({
      operations: stores.operations,
      definitionFor: (type, raProfile) => definitionFor(stores, type, raProfile),
      start: services.start,
      instance: (uuid) => stores.instances.find(uuid),
    }),
    instances: operatedInstancesOf(context, services),
    operations: stores.operations,
    authorityOf: authorities.registry.authorityOf,
    approvals: {
      ...approvals.requests,
      profileOf: async (raProfile, action) => (await stores.raProfiles.get(raProfile)).approvalProfiles[action] ?? null,
    },
    certificateProfileOf: async (raProfile) => {
      const { certificateProfileUuid } = await stores.raProfiles.get(raProfile);
      return certificateProfileUuid === null ? null : stores.certificateProfiles.get(certificateProfileUuid);
    },
    inventory: stores.inventory,
    store: createIssuedCertificates({
      certificates: stores.certificates,
      inventory: stores.inventory,
      relations: stores.relations,
      history: stores.certificateHistory,
      directory: () => stores.directory.snapshot(),
      holdKey: stores.keptKeys.hold,
      judgeOrdered: expiration.detection.judgeOrdered,
      detectReplacements: async (stored) => void (await expiration.detection.detectAmong(stored.map(toNamed))),
      onReplaced: expiration.replaced.onReplaced,
      logger,
      now,
    }),
    revocations: createRevocations({
      inventory: { ...stores.inventory, ...revokingOf(foundation) },
      history: stores.certificateHistory,
      losing: expiration.losing,
      now,
    }),
    history: stores.certificateHistory,
    forgetKey: stores.keptKeys.forget,
    now,
  });
  const firings = createOperationFirings({
    pipeline: createFiringPipeline(foundation),
    operations: stores.operations,
    inventory: stores.inventory,
    change: ({ uuid, revision }, change, at, due) => stores.inventory.change(uuid, revision, change, at, { due }),
    addHistory: stores.certificateHistory.add,
    historyDue: stores.historyDue,
    settle: stores.operationUpkeep.settle,
    onEnded: eventStartsOf(foundation).ended,
  });
  return { advance, firings };
}

function renewalsOf(context: PartContext) {
  const { foundation, authorities, expiration } = context;
  const { stores, logger, now } = foundation;
  return createRenewals({
    raProfiles: async () => (await stores.directory.snapshot()).raProfiles.values(),
    certificates: stores.renewableCertificates,
    windows: stores.renewalWindows,
    operations: stores.operations,
    inventory: stores.inventory,
    authorityOf: authorities.registry.authorityOf,
    saysWhenToRenew: authorities.registry.saysWhenToRenew,
    replacedAmong: expiration.view.replacedAmong,
    start: operationStartOf(context).start,
    logger,
    now,
  });
}

async function chainOf({ inventory, issuers }: Stores, certificate: string): Promise<Uint8Array[]> {
  const record = await inventory.find(certificate);
  if (record === null) return [];
  const uuids = [certificate, ...(await issuersOf(record, issuers)).map(({ uuid }) => uuid)];
  const contents = await inventory.contents(uuids);
  return uuids.flatMap((uuid) => contents.get(uuid) ?? []);
}
