import { operationOfBulk, type BulkChanges, type BulkRow } from '../../domain/certificates/bulk';
import { certificateName } from '../../domain/certificates/pending';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError, isCertloomError } from '../../domain/problem';
import { inLanes } from '../../domain/values/lanes';
import type { BulkChange } from '../../store/certificates/bulk-changes';
import type { BulkRowStore, PlannedRow } from '../../store/certificates/bulk-rows';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { ForeignCheck } from '../operations/foreign';
import type { OperationOccasion, OperationRequest, OperationStart } from '../operations/start';
import { failedRow, rowOf } from './bulk-plan';

type Author = BulkChange['createdBy'];

export interface BulkOperationDeps {
  readonly operations: Pick<OperationStart, 'start' | 'check'>;
  readonly inventory: Pick<CertificateInventory, 'findMany'>;
  readonly rows: Pick<BulkRowStore, 'find' | 'plan' | 'settle'>;
  readonly isForeign: ForeignCheck;
  /** What the user may do now; undefined when it is gone or disabled. */
  readonly permissionsOf: (user: string) => Promise<ReadonlySet<Permission> | undefined>;
  /** Outcome rows of the audit log, one for each; what has one already gets no second. */
  readonly audit: (bulk: BulkChange, done: readonly PlannedRow[], isRepeat: boolean) => Promise<void>;
}

/** So many operations are begun at once: each is a run of its own at the engine. */
const lanes = 4;

/**
 * Renewals and revocations of many certificates: each is asked for as its author would ask for it alone. The key of each is made
 * of the bulk change and the certificate, so that a repeat finds the operation that there is.
 */
export function createBulkOperations(deps: BulkOperationDeps) {
  /** Begins one, or with `check` only looks; the row says what is in its way. */
  async function ask(
    row: PlannedRow,
    by: { readonly changes: BulkChanges; readonly author: Author; readonly mayIssue: boolean },
    begin: (wanted: OperationRequest) => Promise<unknown>,
  ): Promise<BulkRow> {
    try {
      if (operationOfBulk(by.changes) === 'renew' && !by.mayIssue && (await deps.isForeign(row.certificate))) {
        const detail = 'Certloom has not issued it: to renew it, the permission certificates:issue is needed, too.';
        throw new CertloomError('forbidden', detail);
      }
      await begin(requestOf(row.certificate, by.changes));
      return rowOf(row);
    } catch (error) {
      // The engine comes back: then it is done again, with the same key.
      if (!isCertloomError(error) || error.code === 'engine_unavailable') throw error;
      return failedRow(row.certificate, row.name, error.code, error.more.errors?.[0]?.detail ?? error.detail);
    }
  }

  async function mayIssue({ uuid }: Author): Promise<boolean> {
    return (await deps.permissionsOf(uuid))?.has('certificates:issue') === true;
  }

  /** What is to be asked for; a certificate that is gone has failed. */
  async function planned(certificates: readonly string[], changes: BulkChanges) {
    const found = await deps.inventory.findMany(certificates);
    const verb = operationOfBulk(changes) ?? '';
    return certificates.map((certificate): PlannedRow | BulkRow => {
      const record = found.get(certificate);
      if (record === undefined) return failedRow(certificate, null, 'not_found', 'There is no such certificate.');
      return {
        ...{
          certificate,
          name: certificateName(record),
          outcome: 'requested',
          changes: [verb],
          code: null,
          detail: null,
        },
        ...{ revision: record.revision, history: [] },
      };
    });
  }

  return {
    /** What would become of these. Nothing is stored. */
    async preview(certificates: readonly string[], changes: BulkChanges, author: Author): Promise<BulkRow[]> {
      const by = { changes, author, mayIssue: await mayIssue(author) };
      const rows = await planned(certificates, changes);
      return Promise.all(
        rows.map(async (row) =>
          isPlanned(row) ? ask(row, by, (wanted) => deps.operations.check(wanted, occasionOf(author))) : row,
        ),
      );
    },

    /** Asks for each of these. Rows are planned first: what was begun may not match the filter any more. */
    async carryOut(bulk: BulkChange, certificates: readonly string[]): Promise<void> {
      const { bulkId, changes, createdBy: author } = bulk;
      const wanted = [...new Set(certificates)];
      const { planned: left, final } = await deps.rows.find(bulkId, wanted);
      const fresh = await planned(
        wanted.filter((uuid) => !final.has(uuid) && !left.has(uuid)),
        changes,
      );
      const open = [...left.values(), ...fresh.filter(isPlanned)];
      await deps.rows.plan(bulkId, fresh.filter(isPlanned));
      const by = { changes, author, mayIssue: await mayIssue(author) };
      const became: BulkRow[] = fresh.filter((row) => !isPlanned(row));
      await inLanes(open, lanes, async (row) => {
        const occasion = { ...occasionOf(author), key: `bulk:${bulkId}:${row.certificate}`, requestId: bulk.requestId };
        became.push(await ask(row, by, (one) => deps.operations.start(one, { ...occasion, body: bulkId })));
      });
      const requested = new Set(became.filter(({ outcome }) => outcome === 'requested').map((row) => row.certificate));
      const done = open.filter(({ certificate }) => requested.has(certificate));
      await deps.audit(
        bulk,
        done.filter(({ certificate }) => !left.has(certificate)),
        false,
      );
      await deps.audit(
        bulk,
        done.filter(({ certificate }) => left.has(certificate)),
        true,
      );
      await deps.rows.settle(bulkId, became);
    },
  };
}

export type BulkOperations = ReturnType<typeof createBulkOperations>;

function isPlanned(row: PlannedRow | BulkRow): row is PlannedRow {
  return 'revision' in row;
}

function occasionOf({ uuid, name }: Author): OperationOccasion {
  return { requester: { type: 'user', uuid, name }, origin: 'request' };
}

function requestOf(certificate: string, { revoke }: BulkChanges): OperationRequest {
  const what = { certificate, raProfile: null, request: null };
  return revoke === undefined ? { ...what, action: 'renew' } : { ...what, action: 'revoke', ...revoke };
}
