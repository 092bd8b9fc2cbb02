import type { BulkChange } from '../../src/store/certificates/bulk-changes';

/** A bulk change that runs, over these certificates. */
export function bulkChangeOf(uuids: readonly string[] | null, change: Partial<BulkChange> = {}): BulkChange {
  return {
    bulkId: '00000000-0000-4000-8000-00000000b01c',
    status: 'running',
    filter: null,
    uuids,
    changes: { archived: true },
    total: { value: uuids?.length ?? 0, relation: 'exact' },
    createdAt: new Date('2030-01-01T00:00:00Z'),
    startedAt: null,
    finishedAt: null,
    createdBy: { uuid: 'u', name: 'alice' },
    requestId: 'r1',
    bodyHash: null,
    cancelRequested: false,
    message: null,
    workflowId: 'bulk:1:1',
    ...change,
  };
}
