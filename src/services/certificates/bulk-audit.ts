import type { BulkChanges } from '../../domain/certificates/bulk';
import type { AuditEntry } from '../../domain/identity/audit';
import type { PlatformSettings } from '../../domain/settings/platform';
import type { AuditStore } from '../../store/audit/audit';
import type { BulkChange } from '../../store/certificates/bulk-changes';
import type { PlannedRow } from '../../store/certificates/bulk-rows';

export interface BulkAuditDeps {
  readonly store: Pick<AuditStore, 'append' | 'list'>;
  readonly settings: () => Promise<PlatformSettings['audit']>;
  readonly now: () => Date;
}

/**
 * The outcome rows of a bulk change: one for each certificate, under the operation of the single change and the request
 * of the bulk change. On a repeat it is looked first which of them are there.
 */
export function createBulkAudit({ store, settings, now }: BulkAuditDeps) {
  async function isRecorded(requestId: string, objectUuid: string): Promise<boolean> {
    const { items } = await store.list({ requestId, objectUuid, phase: 'outcome' }, { limit: 1 });
    return items.length > 0;
  }

  return async function auditBulk(bulk: BulkChange, done: readonly PlannedRow[], isRepeat: boolean): Promise<void> {
    const { output, ignoreOperations } = await settings();
    if (output !== 'database' && output !== 'all') return;
    const entries: AuditEntry[] = [];
    for (const row of done) {
      const entry = entryOf(bulk, row, now());
      if (ignoreOperations.includes(entry.operation) || ignoreOperations.includes('certificates')) continue;
      if (!isRepeat || !(await isRecorded(bulk.requestId, row.certificate))) entries.push(entry);
    }
    if (entries.length > 0) await store.append(entries);
  };
}

function entryOf(
  { bulkId, createdBy, requestId, changes, authMethod = 'apiKey' }: BulkChange,
  row: PlannedRow,
  now: Date,
): AuditEntry {
  return {
    timestamp: now,
    actor: { type: 'user', authMethod, ...createdBy },
    source: null,
    resource: { type: 'certificates', objects: [{ uuid: row.certificate, name: row.name }] },
    affiliatedResource: { type: 'bulkChanges', uuid: bulkId },
    operation: operationOf(row, changes),
    operationResult: 'success',
    message: row.outcome === 'requested' ? 'accepted' : 'done',
    operationData: null,
    additionalData: { changes: row.changes },
    phase: 'outcome',
    requestId,
  };
}

/** As the single change is called. */
function operationOf({ outcome }: PlannedRow, { renew }: BulkChanges): string {
  if (outcome === 'requested') return renew === true ? 'certificates.renew' : 'certificates.request-revocation';
  return outcome === 'deleted' ? 'certificates.delete' : 'certificates.update';
}
