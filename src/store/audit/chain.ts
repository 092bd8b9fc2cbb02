import type { AuditOperation } from '../../domain/identity/audit-operations';
import { trusted, type Connection } from 'mongoose';
import { auditModel, genesisHash, hashOf, type AuditDocument } from './rows';
import { createAuditMarks, type Mark, type ReadMark } from './marks';
import { markLostOperation } from './writer';

export const purgeOperation: AuditOperation = 'audit-log.purge';

export const chainFaultCodes = [
  'altered',
  'broken_link',
  'missing',
  'truncated',
  'unproven_start',
  'unproven_end',
  'forged_mark',
  'anchor_differs',
] as const;
export type ChainFaultCode = (typeof chainFaultCodes)[number];

export interface ChainFault {
  /** Number of the row where it shows. */
  readonly seq: number;
  /**
   * `altered`: the row is not what was written. `broken_link`: it does not follow the row before it. `missing`: rows
   * before it are gone. `truncated`: rows at the end are gone. `unproven_start`: rows at the start are gone without a
   * purge that says so. `unproven_end`: the mark of the newest row is or was gone or forged, and rows before the one
   * that is named may be gone. `forged_mark`: a mark was written without the master key. `anchor_differs`: no row
   * has the hash that was noted elsewhere.
   */
  readonly code: ChainFaultCode;
  readonly detail: string;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly checked: number;
  /** Null when there is no row in the range. */
  readonly first: number | null;
  readonly last: number | null;
  /** What became of the anchor that was given; null without one. */
  readonly anchor: 'matches' | 'differs' | 'purged' | null;
  /** At most 100. */
  readonly faults: readonly ChainFault[];
}

/** A row as it was noted outside of the database; `seq` is null when only the hash was noted. */
export interface NotedRow {
  readonly seq: number | null;
  readonly hash: string;
}

export interface VerifyOptions {
  readonly from?: number;
  readonly to?: number;
  readonly knownHead?: Mark;
  readonly anchor?: NotedRow;
  /** As `createAuditMarks` takes them. */
  readonly keys?: readonly Buffer[];
  readonly signal?: AbortSignal;
}

const maxFaults = 100;

/**
 * Reads the rows `from`..`to` (all by default) and recomputes the chain. Start and end are proven when the range
 * reaches them. Who can write to the database and puts an older state of rows and marks back is found out by an anchor
 * only: a hash that was noted elsewhere.
 */
export async function verifyChain(
  db: Connection,
  { from, to, knownHead, anchor: noted, keys, signal }: VerifyOptions,
): Promise<ChainReport> {
  const model = auditModel(db);
  const marks = createAuditMarks(db, keys);
  // Read before the rows: what is appended meanwhile must not look as if it were missing.
  const headMark = await marks.head();
  const anchorMark = await marks.anchor();
  const heads = [headMark, knownHead].filter((mark) => mark !== undefined).filter(isUsable);
  const anchor = anchorMark !== undefined && isUsable(anchorMark) ? anchorMark : undefined;
  const start = Math.max(from ?? 1, (anchor?.seq ?? 0) + 1);
  const before = await markBefore(start, anchor);
  const faults: ChainFault[] = [];
  const expectedHashes = new Map(heads.map(({ seq, hash }) => [seq, hash]));
  let previous = before;
  let first: number | null = null;
  let last: number | null = null;
  let checked = 0;
  let hasSigned = false;
  let provenStart = anchor === undefined || start > anchor.seq + 1;

  const cursor = model
    .find({ _id: trusted({ $gte: start, $lte: to ?? Number.MAX_SAFE_INTEGER }) })
    .sort({ _id: 1 })
    .lean()
    .cursor({ batchSize: 1_000 });
  for await (const row of cursor as AsyncIterable<AuditDocument>) {
    signal?.throwIfAborted();
    checkRow(row, previous);
    if (row.operation === markLostOperation) fault(row._id, 'unproven_end', row.message);
    hasSigned ||= row.marksSigned === true;
    if (row.operation === purgeOperation && anchor !== undefined && names(row, anchor)) provenStart = true;
    first ??= row._id;
    previous = { seq: row._id, hash: row.hash };
    last = row._id;
    checked += 1;
  }
  checkEnds();
  checkMarks();
  const compared = noted === undefined ? null : await compareWith(noted);
  return { ok: faults.length === 0, checked, first, last, anchor: compared, faults: faults.slice(0, maxFaults) };

  function checkMarks(): void {
    if (!marks.areSigned) return;
    for (const [name, mark] of [['newest row', headMark] as const, ['last purge', anchorMark] as const]) {
      const isForged = mark?.proof === 'forged' || (name === 'newest row' && mark?.proof === 'unsigned' && hasSigned);
      if (isForged) fault(last ?? 0, 'forged_mark', `the mark of the ${name} was not written by Certloom`);
    }
    if (headMark === undefined && hasSigned) {
      fault(last ?? 0, 'unproven_end', 'the mark of the newest row is gone, and rows at the end may be too');
    }
  }

  async function compareWith({ seq, hash }: NotedRow): Promise<ChainReport['anchor']> {
    if (seq !== null && seq < start && seq <= (anchor?.seq ?? 0)) {
      return seq === anchor?.seq && hash !== anchor.hash ? differs(seq) : 'purged';
    }
    const row = await model.findOne(seq === null ? { hash } : { _id: seq, hash }, { _id: 1 }).lean();
    if (row !== null) return 'matches';
    return seq === null && hash === anchor?.hash ? 'purged' : differs(seq);
  }

  function differs(seq: number | null): 'differs' {
    fault(seq ?? last ?? 0, 'anchor_differs', 'no row has the hash that was noted: rows were changed or are gone');
    return 'differs';
  }

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

function isUsable(mark: Mark | ReadMark): boolean {
  return !('proof' in mark) || mark.proof !== 'forged';
}

function names(row: AuditDocument, anchor: Mark): boolean {
  return row.operationData?.includes(`"anchor":{"hash":"${anchor.hash}","seq":${anchor.seq}}`) ?? false;
}
