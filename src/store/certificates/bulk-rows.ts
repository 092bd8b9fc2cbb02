import { Schema, type Connection } from 'mongoose';
import { bulkOutcomes, type BulkCounts, type BulkOutcome, type BulkRow } from '../../domain/certificates/bulk';
import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

/** A row before its certificate was touched: what is to be written, so that a repeat writes exactly that. */
export interface PlannedRow extends Omit<BulkRow, 'outcome'> {
  readonly outcome: 'changed' | 'deleted' | 'requested';
  /** The revision that is changed, or asked for. */
  readonly revision: number;
  readonly history: readonly CertificateHistoryEntry[];
}

interface RowDocument extends Omit<BulkRow, 'outcome'> {
  /** Bulk change and certificate: one row for each pair, however often it is worked on. */
  readonly _id: string;
  readonly bulkId: string;
  readonly outcome: BulkOutcome | 'planned';
  /** Of a planned row. */
  readonly plan?: Pick<PlannedRow, 'outcome' | 'revision' | 'history'>;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<RowDocument>(
  {
    _id: String,
    bulkId: String,
    certificate: String,
    name: String,
    outcome: String,
    changes: [String],
    code: String,
    detail: String,
    plan: mixed,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ bulkId: 1, outcome: 1, _id: 1 });

export type BulkRowStore = ReturnType<typeof createBulkRowStore>;

/** What became of each certificate of a bulk change. */
export function createBulkRowStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'bulk_change_rows', schema));
  const idOf = (bulkId: string, certificate: string) => `${bulkId}:${certificate}`;
  /** Rows of one change stand together under the key. */
  const within = (bulkId: string, after?: string) => ({
    _id: { $gt: after === undefined ? `${bulkId}:` : idOf(bulkId, after), $lt: `${bulkId};` },
  });

  return {
    /** Rows of these certificates that an earlier attempt left: `planned` ones with their plan, others final. */
    async find(
      bulkId: string,
      certificates: readonly string[],
    ): Promise<{ readonly planned: Map<string, PlannedRow>; readonly final: Set<string> }> {
      const ids = certificates.map((certificate) => idOf(bulkId, certificate));
      const found = await rows.find({ _id: { $in: ids } }).toArray();
      const planned = found.flatMap(({ certificate, name, changes, code, detail, plan }) =>
        plan === undefined ? [] : [{ certificate, name, changes, code, detail, ...plan }],
      );
      return {
        planned: new Map(planned.map((row) => [row.certificate, row])),
        final: new Set(found.filter(({ plan }) => plan === undefined).map(({ certificate }) => certificate)),
      };
    },

    /** Certificates whose change was planned and not seen through. */
    async unfinished(bulkId: string, limit: number): Promise<string[]> {
      const found = await rows
        .find({ bulkId, outcome: 'planned' }, { projection: { certificate: 1 } })
        .limit(limit)
        .toArray();
      return found.map(({ certificate }) => certificate);
    },

    /** Before certificates are touched. A plan that was overtaken is replaced; final rows stay. */
    async plan(bulkId: string, planned: readonly PlannedRow[]): Promise<void> {
      if (planned.length === 0) return;
      await rows.bulkWrite(
        planned.map(({ certificate, name, changes, code, detail, ...plan }) => ({
          updateOne: {
            filter: { _id: idOf(bulkId, certificate) },
            update: {
              $setOnInsert: { bulkId, certificate },
              $set: { outcome: 'planned' as const, name, changes, code, detail, plan },
            },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },

    /** Final. */
    async settle(bulkId: string, settled: readonly BulkRow[]): Promise<void> {
      if (settled.length === 0) return;
      await rows.bulkWrite(
        settled.map(({ certificate, ...row }) => ({
          updateOne: {
            filter: { _id: idOf(bulkId, certificate) },
            update: { $setOnInsert: { bulkId, certificate }, $set: { ...row }, $unset: { plan: '' as const } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
    },

    async counts(bulkId: string): Promise<BulkCounts> {
      const each = await Promise.all(
        bulkOutcomes.map(async (outcome) => [outcome, await rows.countDocuments({ bulkId, outcome })] as const),
      );
      return Object.fromEntries(each) as BulkCounts;
    },

    count: (bulkId: string, outcome: BulkOutcome | undefined): Promise<Count> =>
      countRows(rows, { bulkId, outcome: outcome ?? { $in: [...bulkOutcomes] } }),

    /** By certificate. `after` is the certificate of the last row of the page before. */
    async list(
      bulkId: string,
      outcome: BulkOutcome | undefined,
      after: string | undefined,
      limit: number,
    ): Promise<BulkRow[]> {
      const wanted = outcome === undefined ? { outcome: { $ne: 'planned' as const } } : { bulkId, outcome };
      const found = await rows
        .find({ ...within(bulkId, after), ...wanted })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ certificate, name, outcome: became, changes, code, detail }) => ({
        ...{ certificate, name, outcome: became as BulkOutcome, changes, code, detail },
      }));
    },

    /** Deletes some rows of it; false when none is left. */
    async removeSome(bulkId: string, limit: number): Promise<boolean> {
      const some = await rows
        .find(within(bulkId), { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      if (some.length > 0) await rows.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } });
      return some.length === limit;
    },
  };
}
