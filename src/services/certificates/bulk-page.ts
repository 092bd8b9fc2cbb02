import type { Seal } from '../../domain/attributes/sealed';
import type { BulkRow } from '../../domain/certificates/bulk';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { BulkChange } from '../../store/certificates/bulk-changes';
import type { BulkRowStore, PlannedRow } from '../../store/certificates/bulk-rows';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { CertificateInventory } from '../../store/certificates/inventory';
import type { LostReplacements } from '../expiration/lost-replacements';
import { inLanes } from '../../domain/values/lanes';
import { failedRow, planOf, rowOf, type BulkPlan } from './bulk-plan';
import type { BulkSecrets } from './bulk-secrets';
import type { CertificateDirectory } from './selection';

export interface BulkPageDeps {
  readonly inventory: Pick<CertificateInventory, 'findMany' | 'change' | 'remove' | 'marked' | 'unmark'>;
  readonly rows: Pick<BulkRowStore, 'find' | 'plan' | 'settle'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  /** Of a certificate that was deleted. */
  readonly onDeleted: (uuid: string) => Promise<void>;
  /** Around what takes a certificate out of force. */
  readonly losing: LostReplacements['losing'];
  /** Outcome rows of the audit log, one for each; what has one already gets no second. */
  readonly audit: (bulk: BulkChange, done: readonly PlannedRow[], isRepeat: boolean) => Promise<void>;
  readonly directory: () => Promise<CertificateDirectory>;
  readonly seal: Seal;
  readonly secrets: Pick<BulkSecrets, 'reveal'>;
  readonly now: () => Date;
}

type Planned = Extract<BulkPlan, { planned: PlannedRow }>;

/** So many changes are on their way to the database at once. */
const lanes = 8;
/** Somebody else may be writing to the same certificate: look again, but not for ever. */
const attempts = 5;

/**
 * Carries a bulk change out on some certificates. Each is planned in a row before it is touched, and the write leaves a
 * mark on it, so that a repeat can tell what was done: then only what the plan says is still to be written is written.
 */
export function createBulkPage(deps: BulkPageDeps) {
  const { inventory, rows } = deps;

  return async function carryOut(bulk: BulkChange, certificates: readonly string[]): Promise<void> {
    const { bulkId } = bulk;
    const wanted = [...new Set(certificates)];
    const { planned: left, final } = await rows.find(bulkId, wanted);
    const found = await inventory.findMany(wanted.filter((uuid) => !final.has(uuid)));
    const marked = left.size === 0 ? new Set<string>() : await inventory.marked(bulkId, [...left.keys()]);
    const repeated = [...left.values()].filter((row) => isDone(row, found, marked));
    await record(bulk, repeated, true);

    const done = new Set([...final, ...repeated.map(({ certificate }) => certificate)]);
    let open = wanted.filter((uuid) => !done.has(uuid));
    let known: ReadonlyMap<string, CertificateRecord> = found;
    for (let attempt = 1; open.length > 0; attempt += 1) {
      if (attempt > attempts) {
        const detail = 'Others changed the certificate again and again.';
        const names = (uuid: string) => known.get(uuid)?.commonName ?? null;
        await rows.settle(
          bulkId,
          open.map((uuid) => failedRow(uuid, names(uuid), 'revision_mismatch', detail)),
        );
        break;
      }
      if (attempt > 1) known = await inventory.findMany(open);
      open = await attemptAll(bulk, open, known);
    }
    await inventory.unmark(bulkId, wanted);
  };

  /** Plans, changes and records; returns those that somebody else changed in between. */
  async function attemptAll(
    bulk: BulkChange,
    certificates: readonly string[],
    known: ReadonlyMap<string, CertificateRecord>,
  ): Promise<string[]> {
    const directory = await deps.directory();
    const at = deps.now();
    const author = bulk.createdBy;
    const changes = deps.secrets.reveal(bulk.changes, bulk.bulkId);
    const plans = certificates.map((uuid) =>
      planOf(changes, uuid, known.get(uuid), { directory, author, at, seal: deps.seal }),
    );
    const planned = plans.filter((plan): plan is Planned => 'planned' in plan);
    await rows.settle(
      bulk.bulkId,
      plans.flatMap((plan): BulkRow[] => ('final' in plan ? [plan.final] : [])),
    );
    await rows.plan(
      bulk.bulkId,
      planned.map((plan) => plan.planned),
    );
    const done: PlannedRow[] = [];
    const overtaken: string[] = [];
    await inLanes(planned, lanes, async (plan) => {
      if (await apply(bulk.bulkId, plan, at)) done.push(plan.planned);
      else overtaken.push(plan.before.uuid);
    });
    await record(bulk, done, false);
    return overtaken;
  }

  async function apply(bulkId: string, { before, change }: Planned, at: Date): Promise<boolean> {
    if (change === null) return deps.losing(before, () => inventory.remove(before.uuid, before.revision));
    const write = () => inventory.change(before.uuid, before.revision, change, at, { mark: bulkId });
    return (await (change.archived === true ? deps.losing(before, write) : write())) !== null;
  }

  /** What was done becomes known everywhere; the rows are settled last, so that a repeat does what is missing. */
  async function record(bulk: BulkChange, done: readonly PlannedRow[], isRepeat: boolean): Promise<void> {
    if (done.length === 0) return;
    for (const { outcome, certificate } of done) {
      if (outcome === 'deleted') await deps.onDeleted(certificate);
    }
    await deps.history.add(done.flatMap(({ history }) => history));
    await deps.audit(bulk, done, isRepeat);
    await rows.settle(bulk.bulkId, done.map(rowOf));
  }
}

/** A deletion leaves nothing that could carry a mark: then it was ours, or somebody else's with the same result. */
function isDone(
  { outcome, certificate }: PlannedRow,
  found: ReadonlyMap<string, CertificateRecord>,
  marked: ReadonlySet<string>,
): boolean {
  return outcome === 'deleted' ? !found.has(certificate) : marked.has(certificate);
}

export type CarryOutBulk = ReturnType<typeof createBulkPage>;
