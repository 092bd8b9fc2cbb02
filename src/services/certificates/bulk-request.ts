import { createHmac } from 'node:crypto';
import type { AuditActor } from '../../domain/identity/audit';
import type { Seal } from '../../domain/attributes/sealed';
import { operationOfBulk, type BulkChanges, type BulkRow } from '../../domain/certificates/bulk';
import { CertloomError } from '../../domain/problem';
import type { BulkChange, BulkChangeStore } from '../../store/certificates/bulk-changes';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { countOf, type Count } from '../../store/database/count';
import { uuidOf } from '../../store/database/derived-ids';
import { engineUnavailable, readEngineError } from '../../temporal/engine-errors';
import { checkBulkChanges } from './bulk-check';
import { planOf, rowOf } from './bulk-plan';
import type { BulkOperations } from './bulk-operations';
import type { BulkSecrets } from './bulk-secrets';
import { selectionOfCondition, type CertificateDirectory, type SearchEngines } from './selection';

export interface BulkRequest {
  /** A condition; exactly one of the two is given. */
  readonly filter: unknown;
  readonly uuids: readonly string[] | null;
  readonly changes: BulkChanges;
}

export interface BulkPreview {
  readonly total: Count;
  /** The first ones, in the order in which they would be changed. */
  readonly items: readonly BulkRow[];
}

export interface BulkRequestDeps extends SearchEngines {
  readonly changes: Pick<BulkChangeStore, 'insert' | 'find' | 'accept' | 'withdraw'>;
  readonly inventory: Pick<CertificateInventory, 'search' | 'count' | 'findMany'>;
  readonly directory: () => Promise<CertificateDirectory>;
  readonly seal: Seal;
  readonly secrets: Pick<BulkSecrets, 'conceal'>;
  readonly operations: Pick<BulkOperations, 'preview'>;
  /** Starts the run; one that runs or ran counts as started. */
  readonly startRun: (bulkId: string, workflowId: string) => Promise<void>;
  readonly workflowIdOf: (bulkId: string, request: string) => string;
  /** Keys the hash of bodies: they may hold secrets. */
  readonly hashKey: Buffer;
  readonly newId: () => string;
  readonly now: () => Date;
}

const previewed = 20;
/** A filter that few certificates match is read so many pages far. */
const previewPages = 5;

/** Takes bulk changes: says what one would do, or promises it. Faults of a request are told before anything is stored. */
export function createBulkRequests(deps: BulkRequestDeps) {
  const { changes, inventory } = deps;

  async function select({ filter, uuids }: BulkRequest, now: Date, directory: CertificateDirectory) {
    if (uuids !== null) {
      const first = uuids.slice(0, previewed);
      const found = await inventory.findMany(first);
      return { total: countOf(uuids.length), first: first.map((uuid) => [uuid, found.get(uuid)] as const) };
    }
    const selection = {
      ...selectionOfCondition(filter, 'createdAt', 1, directory, deps, now),
      to: new Date(now.getTime() + 1),
    };
    const seen: string[] = [];
    let after: Parameters<typeof inventory.search>[0]['after'];
    for (let page = 0; page < previewPages && seen.length < previewed; page += 1) {
      const found = await inventory.search({ ...selection, after, limit: previewed - seen.length });
      seen.push(...found.items.map(({ uuid }) => uuid));
      after = found.next;
      if (after === undefined) break;
    }
    // Lists read only what they show.
    const found = await inventory.findMany(seen);
    return { total: await inventory.count(selection), first: seen.map((uuid) => [uuid, found.get(uuid)] as const) };
  }

  return {
    /** What would become of the first certificates, and how many there are. Nothing is stored. */
    async preview(request: BulkRequest, author: BulkChange['createdBy']): Promise<BulkPreview> {
      const directory = await deps.directory();
      checkBulkChanges(request.changes, directory);
      const at = deps.now();
      const { total, first } = await select(request, at, directory);
      if (operationOfBulk(request.changes) !== undefined) {
        const uuids = first.map(([uuid]) => uuid);
        return { total, items: await deps.operations.preview(uuids, request.changes, author) };
      }
      const items = first.map(([uuid, record]) => {
        const plan = planOf(request.changes, uuid, record, { directory, author, at, seal: deps.seal });
        return 'final' in plan ? plan.final : rowOf(plan.planned);
      });
      return { total, items };
    },

    /**
     * Stores the change and starts its run. The same request under the same key is one change.
     * Throws `idempotency_mismatch` for another one under it, and `engine_unavailable` when nothing is promised.
     */
    async submit(
      request: BulkRequest,
      by: {
        readonly author: { readonly uuid: string; readonly name: string };
        readonly authMethod: AuditActor['authMethod'];
        readonly requestId: string;
        readonly key: string | undefined;
      },
    ): Promise<BulkChange> {
      const directory = await deps.directory();
      checkBulkChanges(request.changes, directory);
      const createdAt = deps.now();
      const { total } = await select(request, createdAt, directory);
      const bulkId = by.key === undefined ? deps.newId() : uuidOf(`bulk-change:${by.author.uuid}:${by.key}`);
      const bodyHash =
        by.key === undefined
          ? null
          : createHmac('sha256', deps.hashKey).update(JSON.stringify(request)).digest('base64url');
      const fresh: BulkChange = {
        ...{ bulkId, status: 'starting', ...request, total, createdAt, startedAt: null, finishedAt: null },
        ...{
          createdBy: by.author,
          requestId: by.requestId,
          authMethod: by.authMethod,
          bodyHash,
          cancelRequested: false,
          message: null,
        },
        changes: deps.secrets.conceal(request.changes, bulkId),
        workflowId: deps.workflowIdOf(bulkId, deps.newId()),
      };
      const known = (await changes.insert(fresh)) ? fresh : await changes.find(bulkId);
      if (known === null) throw engineUnavailable();
      if (known.bodyHash !== bodyHash) {
        throw new CertloomError(
          'idempotency_mismatch',
          'This Idempotency-Key was used with another request; use a new key for a new request.',
        );
      }
      if (known.status !== 'starting') return known;
      await start(known);
      const promised = await changes.find(bulkId);
      if (promised === null) throw engineUnavailable();
      return promised;
    },
  };

  async function start({ bulkId, workflowId }: BulkChange): Promise<void> {
    try {
      await deps.startRun(bulkId, workflowId);
    } catch (error) {
      await changes.withdraw(bulkId);
      const meant = readEngineError(error);
      throw typeof meant === 'string' ? engineUnavailable() : meant;
    }
    await changes.accept(bulkId);
  }
}

export type BulkRequests = ReturnType<typeof createBulkRequests>;
