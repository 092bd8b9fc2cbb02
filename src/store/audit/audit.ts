import { trusted, type Connection, type QueryFilter } from 'mongoose';
import { cutPage } from '../../domain/values/page';
import type { AuditEntry, AuditRow } from '../../domain/identity/audit';
import { purgeOperation, verifyChain, type ChainReport, type NotedRow } from './chain';
import { createAuditMarks, type Mark } from './marks';
import { auditModel, toAuditRow, type AuditDocument } from './rows';
import { createAuditWriter } from './writer';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';

export interface AuditFilter {
  /** Uuid of a user. */
  readonly actor?: string;
  readonly operation?: string;
  readonly resource?: string;
  readonly objectUuid?: string;
  readonly result?: 'success' | 'failure';
  readonly phase?: 'request' | 'outcome';
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  readonly requestId?: string;
}

export type AuditKey = { readonly timestamp: Date; readonly id: number };

/** Rows that one deletion takes; keeps each write short. */
const purgeStep = 10_000;

export interface AuditStoreOptions {
  readonly now: () => Date;
  /** What signs the marks: see `createAuditMarks`. */
  readonly keys?: readonly Buffer[];
}

/** The audit log: rows numbered without gaps and chained by hashes. */
export function createAuditStore(db: Connection, { now, keys = [] }: AuditStoreOptions) {
  const model = auditModel(db);
  const marks = createAuditMarks(db, keys);
  const writer = createAuditWriter(db, keys);

  /** The last row of those that are older than `before` without a newer one among them. */
  async function lastToPurge(before: Date): Promise<Mark | undefined> {
    const cursor = model.find({}, { timestamp: 1, hash: 1 }).sort({ _id: 1 }).lean().cursor({ batchSize: 1_000 });
    let found: Mark | undefined;
    for await (const row of cursor as AsyncIterable<Pick<AuditDocument, '_id' | 'timestamp' | 'hash'>>) {
      if (row.timestamp.getTime() >= before.getTime()) break;
      found = { seq: row._id, hash: row.hash };
    }
    return found;
  }

  async function deleteUpTo(seq: number): Promise<number> {
    let deleted = 0;
    for (;;) {
      const first = await model.findOne({}, { _id: 1 }).sort({ _id: 1 }).lean();
      if (first === null || first._id > seq) return deleted;
      const last = Math.min(seq, first._id + purgeStep - 1);
      deleted += (await model.deleteMany({ _id: trusted({ $lte: last }) })).deletedCount;
    }
  }

  return {
    append: (entries: readonly AuditEntry[]): Promise<void> => writer.append(entries),
    /** Waits for what is in flight. */
    close: (): Promise<void> => writer.close(),

    /** By time, then number; newest first unless `ascending`. `after` is the key of the last row of the page before. */
    async list(
      filter: AuditFilter,
      { after, limit, ascending = false }: { after?: AuditKey | undefined; limit: number; ascending?: boolean },
    ): Promise<{ items: AuditRow[]; next: AuditKey | undefined }> {
      const direction = ascending ? 1 : -1;
      const rows = await model
        .find(toQuery(filter, after, ascending))
        .sort({ timestamp: direction, _id: direction })
        .limit(limit + 1)
        .lean();
      const { items, last } = cutPage(rows, limit);
      return {
        items: items.map(toAuditRow),
        next: last === undefined ? undefined : { timestamp: last.timestamp, id: last._id },
      };
    },

    count: (filter: AuditFilter): Promise<Count> => countRows(collectionOf(model), toQuery(filter, undefined, false)),

    /** All that the filter finds, oldest first, for an export. */
    async *stream(filter: AuditFilter): AsyncGenerator<AuditRow> {
      const cursor = model
        .find(toQuery(filter, undefined, true))
        .sort({ timestamp: 1, _id: 1 })
        .lean()
        .cursor({ batchSize: 500 });
      for await (const row of cursor as AsyncIterable<AuditDocument>) yield toAuditRow(row);
    },

    /** @param anchor a row that was noted elsewhere, which must still be there */
    verifyChain(
      range: { from?: number; to?: number; anchor?: NotedRow; signal?: AbortSignal } = {},
    ): Promise<ChainReport> {
      const knownHead = writer.knownHead();
      return verifyChain(db, { ...range, keys, ...(knownHead === undefined ? {} : { knownHead }) });
    },

    /** The newest row as it is stored, by number and hash: what is noted elsewhere. Undefined when there is none. */
    async newest(): Promise<Mark | undefined> {
      const row = await model.findOne({}, { hash: 1 }).sort({ _id: -1 }).lean();
      return row === null ? undefined : { seq: row._id, hash: row.hash };
    },

    /**
     * Deletes the rows from the start of the chain that are older than `before`. A row about the purge is written
     * first and holds the number and hash at which the chain begins afterwards, so that verification goes on.
     * @param entry the request's row, to which the purge's data is added
     */
    async purge(
      before: Date,
      entry: Pick<AuditEntry, 'actor' | 'source' | 'requestId'>,
    ): Promise<{ deleted: number; through: number | null }> {
      const anchor = await lastToPurge(before);
      if (anchor === undefined) return { deleted: 0, through: null };
      await writer.append([
        {
          ...entry,
          timestamp: now(),
          resource: { type: 'auditLog', objects: [] },
          affiliatedResource: null,
          operation: purgeOperation,
          operationResult: 'success',
          message: `rows up to ${anchor.seq} are purged`,
          operationData: { before, anchor },
          additionalData: null,
          phase: 'outcome',
        },
      ]);
      await marks.setAnchor(anchor);
      return { deleted: await deleteUpTo(anchor.seq), through: anchor.seq };
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;

function toQuery(filter: AuditFilter, after: AuditKey | undefined, ascending: boolean): QueryFilter<AuditDocument> {
  const { actor, operation, resource, objectUuid, result, phase, from, to, requestId } = filter;
  const conditions: QueryFilter<AuditDocument>[] = [
    ...(actor === undefined ? [] : [{ 'actor.uuid': actor }]),
    ...(operation === undefined ? [] : [{ operation }]),
    ...(resource === undefined ? [] : [{ 'resource.type': resource }]),
    ...(objectUuid === undefined ? [] : [{ 'resource.objects.uuid': objectUuid }]),
    ...(result === undefined ? [] : [{ operationResult: result }]),
    ...(phase === undefined ? [] : [{ phase }]),
    ...(from === undefined ? [] : [{ timestamp: trusted({ $gte: from }) }]),
    ...(to === undefined ? [] : [{ timestamp: trusted({ $lt: to }) }]),
    ...(requestId === undefined ? [] : [{ requestId }]),
    ...(after === undefined ? [] : beyond(after, ascending)),
  ] as QueryFilter<AuditDocument>[];
  return conditions.length === 0 ? {} : { $and: conditions };
}

/** The bound on the time lets the index begin at the right place; the second condition settles equal times. */
function beyond({ timestamp, id }: AuditKey, ascending: boolean): QueryFilter<AuditDocument>[] {
  const [from, past] = ascending ? (['$gte', '$gt'] as const) : (['$lte', '$lt'] as const);
  return [
    { timestamp: trusted({ [from]: timestamp }) },
    { $or: [{ timestamp: trusted({ [past]: timestamp }) }, { timestamp, _id: trusted({ [past]: id }) }] },
  ] as QueryFilter<AuditDocument>[];
}
