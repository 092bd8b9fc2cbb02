import { trusted, type Connection } from 'mongoose';
import { auditModel, genesisHash, hashOf, type AuditDocument } from './rows';
import { createAuditMarks, type Mark } from './marks';

export const purgeOperation = 'audit-log.purge';

export interface ChainFault {
  /** Number of the row where it shows. */
  readonly seq: number;
  /**
   * `altered`: the row is not what was written. `broken_link`: it does not follow the row before it. `missing`: rows
   * before it are gone. `truncated`: rows at the end are gone. `unproven_start`: rows at the start are gone without a
   * purge that says so.
   */
  readonly code: 'altered' | 'broken_link' | 'missing' | 'truncated' | 'unproven_start';
  readonly detail: string;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly checked: number;
  /** Null when there is no row in the range. */
  readonly first: number | null;
  readonly last: number | null;
  /** At most 100. */
  readonly faults: readonly ChainFault[];
}

const maxFaults = 100;

/**
 * Reads the rows `from`..`to` (all by default) and recomputes the chain. Start and end are proven when the range
 * reaches them. Who can write to the database and recompute every hash up to the newest mark is not found out by this.
 */
export async function verifyChain(
  db: Connection,
  { from, to, knownHead, signal }: { from?: number; to?: number; knownHead?: Mark; signal?: AbortSignal },
): Promise<ChainReport> {
  const model = auditModel(db);
  const marks = createAuditMarks(db);
  // Read before the rows: what is appended meanwhile must not look as if it were missing.
  const heads = [await marks.head(), knownHead].filter((mark) => mark !== undefined);
  const anchor = await marks.anchor();
  const start = Math.max(from ?? 1, (anchor?.seq ?? 0) + 1);
  const before = await markBefore(start, anchor);
  const faults: ChainFault[] = [];
  const expectedHashes = new Map(heads.map(({ seq, hash }) => [seq, hash]));
  let previous = before;
  let first: number | null = null;
  let last: number | null = null;
  let checked = 0;
  let provenStart = anchor === undefined || start > anchor.seq + 1;

  const cursor = model
    .find({ _id: trusted({ $gte: start, $lte: to ?? Number.MAX_SAFE_INTEGER }) })
    .sort({ _id: 1 })
    .lean()
    .cursor({ batchSize: 1_000 });
  for await (const row of cursor as AsyncIterable<AuditDocument>) {
    signal?.throwIfAborted();
    checkRow(row, previous);
    if (row.operation === purgeOperation && anchor !== undefined && names(row, anchor)) provenStart = true;
    first ??= row._id;
    previous = { seq: row._id, hash: row.hash };
    last = row._id;
    checked += 1;
  }
  checkEnds();
  return { ok: faults.length === 0, checked, first, last, faults: faults.slice(0, maxFaults) };

  function checkRow(row: AuditDocument, after: Mark | undefined): void {
    if (hashOf(row) !== row.hash) fault(row._id, 'altered', 'the row does not have the content it was written with');
    if (expectedHashes.has(row._id) && expectedHashes.get(row._id) !== row.hash) {
      fault(row._id, 'altered', 'the row is not the one that was the newest once');
    }
    if (after === undefined) return;
    if (row._id !== after.seq + 1) fault(row._id, 'missing', `rows ${after.seq + 1} to ${row._id - 1} are gone`);
    else if (row.prevHash !== after.hash) fault(row._id, 'broken_link', 'the row does not follow the one before it');
  }

  function checkEnds(): void {
    const newest = Math.max(0, ...heads.map(({ seq }) => seq));
    const end = Math.min(newest, to ?? newest);
    if (end >= start && (last ?? 0) < end) fault(end, 'truncated', `rows up to ${end} were there`);
    const reachesEnd = to === undefined || to >= newest;
    if (!provenStart && reachesEnd) fault(start, 'unproven_start', 'no purge in the log says that rows before it went');
  }

  function fault(seq: number, code: ChainFault['code'], detail: string): void {
    if (faults.length < maxFaults) faults.push({ seq, code, detail });
  }

  /** What the first row of the range must follow; undefined when the row before it is gone, which a full check finds. */
  async function markBefore(seq: number, purged: Mark | undefined): Promise<Mark | undefined> {
    if (seq === 1) return { seq: 0, hash: genesisHash };
    if (purged !== undefined && seq === purged.seq + 1) return purged;
    const row = await model.findById(seq - 1, { hash: 1 }).lean();
    return row === null ? undefined : { seq: seq - 1, hash: row.hash };
  }
}

function names(row: AuditDocument, anchor: Mark): boolean {
  return row.operationData?.includes(`"anchor":{"hash":"${anchor.hash}","seq":${anchor.seq}}`) ?? false;
}
