import { Schema, type Connection, type mongo } from 'mongoose';
import { rowOutcomes, type RowCounts, type RowOutcome } from '../../domain/discoveries/discovery';
import { mostPlaces, type Place } from '../../domain/discoveries/places';
import { sortedJson } from '../../domain/values/json';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import type { SealedFields } from '../database/sealed-fields';

/** A certificate that a run has found, once however often it was seen. */
export interface DiscoveryRowDocument {
  /** `<run>:<fingerprint>`. */
  readonly _id: string;
  readonly run: string;
  readonly fingerprint: string;
  readonly commonName: string | null;
  readonly serialNumber: string;
  readonly issuerCommonName: string | null;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  /** Of the stored certificate; of a pending row the one that it will get. */
  readonly certificateUuid: string;
  readonly outcome: RowOutcome;
  /** Why it failed. */
  readonly code: string | null;
  /** Of a pending row the one that it will get, unless something else becomes of it. */
  readonly firingId: string | null;
  readonly places: readonly Place[];
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** The certificate does not know of all places yet. */
  readonly dirty: boolean;
  /** The batch that decides it; absent where it was known from the start. */
  readonly batch?: string;
  /** Until it is decided. */
  readonly der?: mongo.Binary;
}

/** As it is stored: the content lies open only in rows of an earlier release. */
type StoredRow = DiscoveryRowDocument & { readonly sealedContent?: mongo.Binary };
type Content = Pick<DiscoveryRowDocument, 'der'>;

/** One more place of a row that is there. */
export interface SeenAgain {
  readonly id: string;
  readonly places: readonly Place[];
  readonly seenAt: Date;
}

export interface RowEnd {
  readonly id: string;
  readonly outcome: Exclude<RowOutcome, 'pending'>;
  readonly code: string | null;
  /** Left out, as the firing: as the row has it. */
  readonly certificateUuid?: string | undefined;
  readonly firingId?: string | null | undefined;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<StoredRow>(
  {
    _id: String,
    run: String,
    fingerprint: String,
    commonName: String,
    serialNumber: String,
    issuerCommonName: String,
    notBefore: Date,
    notAfter: Date,
    certificateUuid: String,
    outcome: String,
    code: String,
    firingId: String,
    places: mixed,
    createdAt: Date,
    seenAt: Date,
    dirty: Boolean,
    batch: String,
    der: Buffer,
    sealedContent: Buffer,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ run: 1, outcome: 1, _id: 1 });
schema.index({ batch: 1 }, { partialFilterExpression: { batch: { $exists: true } } });
schema.index({ run: 1, dirty: 1 }, { partialFilterExpression: { dirty: true } });

export const rowIdOf = (run: string, fingerprint: string) => `${run}:${fingerprint}`;
/** A row without its content. */
const listed = { der: 0, sealedContent: 0 } as const;
const last = mostPlaces - 1;

/** Rows of runs. Everything may be written twice. */
export function createDiscoveryRowStore(db: Connection, sealed?: SealedFields) {
  const rows = collectionOf(modelOf(db, 'discovery_rows', schema));
  /** Rows of one run stand together under the key. */
  const within = (run: string, after?: string) => ({
    _id: { $gt: after === undefined ? `${run}:` : rowIdOf(run, after), $lt: `${run};` },
  });

  function toRow({ der, ...plain }: DiscoveryRowDocument): StoredRow {
    if (der === undefined) return plain;
    return sealed === undefined
      ? { ...plain, der }
      : { ...plain, sealedContent: sealed.seal({ der } satisfies Content, boundOf(plain._id)) };
  }

  /** What cannot be opened is absent, as if it were erased. */
  function opened({ sealedContent, ...plain }: StoredRow): DiscoveryRowDocument {
    return sealedContent === undefined
      ? plain
      : { ...plain, ...sealed?.open<Content>(sealedContent, boundOf(plain._id)) };
  }

  return {
    /** Returns the indexes of those that are there already. */
    insert: (documents: readonly DiscoveryRowDocument[]): Promise<Set<number>> =>
      documents.length === 0 ? Promise.resolve(new Set()) : insertIgnoringDuplicates(rows, documents.map(toRow)),

    /** Which of these are there. */
    async present(ids: readonly string[]): Promise<Set<string>> {
      const found = await rows.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
      return new Set(found.map(({ _id }) => _id));
    },

    /** Adds places to rows; a row has a hundred at most. */
    async seeAgain(again: readonly SeenAgain[]): Promise<void> {
      if (again.length === 0) return;
      await rows.bulkWrite(
        again.map(({ id, places, seenAt }) => ({
          updateOne: {
            filter: { _id: id, [`places.${last}`]: { $exists: false } },
            update: { $addToSet: { places: { $each: [...places] } }, $set: { dirty: true }, $max: { seenAt } },
          },
        })),
        { ordered: false },
      );
    },

    /** The rows of a batch; those that are still to be decided have their content. */
    async ofBatch(batch: string): Promise<DiscoveryRowDocument[]> {
      return (await rows.find({ batch }).sort({ _id: 1 }).toArray()).map(opened);
    },

    /** Batches with rows that nobody has decided yet, some of them. */
    async openBatches(run: string, limit: number): Promise<string[]> {
      const found = await rows
        .find({ run, outcome: 'pending' }, { projection: { batch: 1 } })
        .limit(limit * 100)
        .toArray();
      return [...new Set(found.flatMap(({ batch }) => batch ?? []))].slice(0, limit);
    },

    /** Final; what has ended stays. The content goes. */
    async settle(ends: readonly RowEnd[]): Promise<void> {
      const alike = new Map<string, { readonly change: Omit<RowEnd, 'id'>; readonly ids: string[] }>();
      for (const { id, ...change } of ends) {
        const key = sortedJson(change);
        const group = alike.get(key) ?? { change, ids: [] };
        group.ids.push(id);
        alike.set(key, group);
      }
      // A statement for each row would cost many times as much.
      for (const { change, ids } of alike.values()) {
        await rows.updateMany(
          { _id: { $in: ids }, outcome: 'pending' as const },
          { $set: change, $unset: { der: '' as const, sealedContent: '' as const } },
        );
      }
    },

    /** Rows whose certificates do not know of all their places. */
    dirty: (run: string, limit: number): Promise<DiscoveryRowDocument[]> =>
      rows
        .find({ run, dirty: true, outcome: { $in: ['imported', 'known'] } }, { projection: listed })
        .limit(limit)
        .toArray(),

    /** Their certificates know of them, as they were then. */
    async clean(seen: readonly Pick<DiscoveryRowDocument, '_id' | 'places' | 'seenAt'>[]): Promise<void> {
      const alike = new Map<string, { readonly seenAt: Date; readonly count: number; readonly ids: string[] }>();
      for (const { _id, places, seenAt } of seen) {
        const key = `${places.length} ${seenAt.getTime()}`;
        const group = alike.get(key) ?? { seenAt, count: places.length, ids: [] };
        group.ids.push(_id);
        alike.set(key, group);
      }
      for (const { seenAt, count, ids } of alike.values()) {
        await rows.updateMany(
          { _id: { $in: ids }, seenAt, [`places.${count}`]: { $exists: false } },
          { $set: { dirty: false } },
        );
      }
    },

    async counts(run: string): Promise<RowCounts> {
      const each = await Promise.all(
        rowOutcomes.map(async (outcome) => [outcome, await rows.countDocuments({ run, outcome })] as const),
      );
      return Object.fromEntries(each) as Record<RowOutcome, number>;
    },

    pending: (run: string): Promise<number> => rows.countDocuments({ run, outcome: 'pending' }),

    count: (run: string, outcome: RowOutcome | undefined): Promise<Count> =>
      countRows(rows, { run, outcome: outcome ?? { $in: [...rowOutcomes] } }),

    /** By fingerprint. `after` is that of the last row of the page before. */
    async list(
      run: string,
      outcome: RowOutcome | undefined,
      after: string | undefined,
      limit: number,
    ): Promise<DiscoveryRowDocument[]> {
      return rows
        .find<DiscoveryRowDocument>(
          { ...within(run, after), ...(outcome === undefined ? {} : { run, outcome }) },
          { projection: listed },
        )
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
    },

    /** Where the certificates of a run were seen that were stored then. */
    async *placed(run: string): AsyncGenerator<Pick<DiscoveryRowDocument, 'certificateUuid' | 'places'>> {
      const stored = { run, outcome: { $in: ['imported', 'known'] as RowOutcome[] } };
      yield* rows.find(stored, { projection: { certificateUuid: 1, places: 1 } });
    },

    /** Deletes some rows of it; false when none is left. */
    async removeSome(run: string, limit: number): Promise<boolean> {
      const some = await rows
        .find(within(run), { projection: { _id: 1 } })
        .limit(limit)
        .toArray();
      if (some.length > 0) await rows.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } });
      return some.length === limit;
    },
  };
}

function boundOf(id: string): string {
  return `content of discovery row ${id}`;
}

export type DiscoveryRowStore = ReturnType<typeof createDiscoveryRowStore>;
