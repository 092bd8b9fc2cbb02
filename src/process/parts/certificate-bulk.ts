import { randomUUID } from 'node:crypto';
import { createBulkActivities } from '../../activities/certificate-bulk';
import { createBulkRoutes } from '../../api/certificates/bulk';
import { createBulkAudit } from '../../services/certificates/bulk-audit';
import { createBulkOperations, type BulkOperations } from '../../services/certificates/bulk-operations';
import { createBulkPage } from '../../services/certificates/bulk-page';
import { createBulkRequests } from '../../services/certificates/bulk-request';
import { createBulkRun } from '../../services/certificates/bulk-run';
import { createBulkSecrets } from '../../services/certificates/bulk-secrets';
import { tidyBulkChanges } from '../../services/certificates/bulk-tidy';
import { createForeignCheck } from '../../services/operations/foreign';
import { operationOfBulk } from '../../domain/certificates/bulk';
import { createSecretBox } from '../../secrets/secret-box';
import type { Stores } from '../../store/stores';
import { bulkWorkflowId } from '../../temporal/ids';
import { startBulk } from '../../temporal/runs/bulk';
import { operationStartOf } from './operations';
import type { PartContext } from './part';

const startTimeoutMs = 5_000;

/** The bulk changes of the part of certificates. */
export function bulkChangesOf(context: PartContext) {
  const { foundation, patterns, thread, expiration } = context;
  const { stores, client, queueName, keyFor, sealValue, now } = foundation;
  const directory = () => stores.directory.snapshot();
  const secrets = createBulkSecrets(createSecretBox(foundation.keysFor('stored secrets')));
  const audit = createBulkAudit({
    store: stores.audit,
    settings: async () => (await stores.settings.get()).values.audit,
    now,
  });
  const permissionsOf = (user: string) => stores.directory.permissionsOf(user);
  // Made when it is first needed: what is changed here needs no authorities.
  let made: BulkOperations | undefined;
  const operations = () =>
    (made ??= createBulkOperations({
      operations: operationStartOf(context),
      inventory: stores.inventory,
      rows: stores.bulkRows,
      isForeign: createForeignCheck(stores),
      permissionsOf,
      audit,
    }));
  return {
    routes: () =>
      createBulkRoutes({
        requests: createBulkRequests({
          changes: stores.bulkChanges,
          inventory: stores.inventory,
          directory,
          seal: sealValue,
          secrets,
          operations: { preview: (...asked) => operations().preview(...asked) },
          patterns,
          thread,
          startRun: (bulkId, workflowId) => startBulk(client, queueName, { bulkId, workflowId }, startTimeoutMs),
          workflowIdOf: bulkWorkflowId,
          hashKey: keyFor('idempotency'),
          newId: randomUUID,
          now,
        }),
        changes: stores.bulkChanges,
        rows: stores.bulkRows,
      }),

    run,
    activities: () => createBulkActivities(run()),

    tidy: (at: Date) => tidyBulkChanges({ changes: stores.bulkChanges, rows: stores.bulkRows }, at),
  };

  function run() {
    const carryOut = createBulkPage({
      inventory: stores.inventory,
      rows: stores.bulkRows,
      history: stores.certificateHistory,
      onDeleted: afterDeletion(stores),
      losing: expiration.losing,
      seal: sealValue,
      secrets,
      audit,
      directory,
      now,
    });
    return createBulkRun({
      changes: stores.bulkChanges,
      rows: stores.bulkRows,
      inventory: stores.inventory,
      carryOut: (bulk, certificates) =>
        operationOfBulk(bulk.changes) === undefined
          ? carryOut(bulk, certificates)
          : operations().carryOut(bulk, certificates),
      directory,
      patterns,
      thread,
      permissionsOf,
      now,
      steadyClock: () => performance.now(),
    });
  }
}

/** What hangs on a certificate that was deleted goes with it. */
export function afterDeletion({ relations, keptKeys }: Pick<Stores, 'relations' | 'keptKeys'>) {
  return async (uuid: string): Promise<void> => {
    await relations.forget(uuid);
    await keptKeys.release(uuid);
  };
}
