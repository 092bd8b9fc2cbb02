import { Schema, type Connection } from 'mongoose';
import type { OriginPart } from '../../domain/imports/foreign-kind';
import type { KeptValue } from '../../domain/imports/note';
import { collectionOf, filterOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

/** Where an object comes from: what it was known by there, what became of it, and what of it had no place here. */
export interface ImportOrigin {
  /** System, kind and id there: see `originKey`. */
  readonly key: string;
  readonly system: string;
  /** What it was there: `ExpirationAlert`. */
  readonly originKind: string;
  readonly originId: string | null;
  /** Of its document: `Alert`. */
  readonly kind: string;
  readonly name: string;
  /** What it is known by here; null from before it is written until it is. */
  readonly object: string | null;
  /** It became a part of others, or nothing: `kind` is theirs, and `name` is its own there. */
  readonly isPart: boolean;
  readonly parts: readonly OriginPart[];
  readonly kept: readonly KeptValue[];
  readonly importedAt: Date;
}

interface OriginDocument extends Omit<ImportOrigin, 'key'> {
  readonly _id: string;
}

const schema = new Schema<OriginDocument>(
  {
    ...{ _id: String, system: String, originKind: String, originId: String, kind: String, name: String },
    ...{ object: String, isPart: Boolean, parts: [Schema.Types.Mixed], kept: [Schema.Types.Mixed], importedAt: Date },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ kind: 1, object: 1 });

export interface OriginFilter {
  /** Of documents; those that somebody may read. */
  readonly kinds: readonly string[];
  readonly system?: string | undefined;
  readonly originKind?: string | undefined;
  readonly originId?: string | undefined;
  readonly object?: string | undefined;
  readonly name?: string | undefined;
  /** True: only what has kept values; false: only what has none. */
  readonly hasKept?: boolean | undefined;
}

/** Origins of imported objects, one row for each object of the other product: what is imported again is found by it. */
export function createOriginStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'import_origins', schema));
  // Rows of earlier releases know no parts.
  const view = ({ _id: key, isPart = false, parts = [], ...rest }: OriginDocument): ImportOrigin => ({
    ...{ key, ...rest, isPart, parts },
  });
  const filterFor = ({ kinds, hasKept, ...rest }: OriginFilter) => ({
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    kind: { $in: [...kinds] },
    ...(hasKept === undefined ? {} : { 'kept.0': { $exists: hasKept } }),
  });
  return {
    async byKeys(keys: readonly string[]): Promise<ReadonlyMap<string, ImportOrigin>> {
      const found = keys.length === 0 ? [] : await rows.find({ _id: { $in: [...keys] } }).toArray();
      return new Map(found.map((row) => [row._id, view(row)]));
    },

    /** Those of one object here. */
    async of(kind: string, object: string): Promise<ImportOrigin[]> {
      return (await rows.find({ kind, object }).toArray()).map(view);
    },

    /** By system, kind and id there. */
    async list(
      filter: OriginFilter,
      {
        after,
        limit,
        descending,
      }: { readonly after: string | undefined; readonly limit: number; readonly descending: boolean },
    ): Promise<ImportOrigin[]> {
      const behind = after === undefined ? {} : { _id: descending ? { $lt: after } : { $gt: after } };
      const found = await rows
        .find(filterOf<OriginDocument>({ ...filterFor(filter), ...behind }))
        .sort({ _id: descending ? -1 : 1 })
        .limit(limit)
        .toArray();
      return found.map(view);
    },

    count: (filter: OriginFilter): Promise<Count> => countRows(rows, filterOf<OriginDocument>(filterFor(filter))),

    /** Before the object is written: a repeat then knows that an object of this name is this one. */
    async claim({ key, object: _object, ...origin }: ImportOrigin): Promise<void> {
      await rows.updateOne({ _id: key }, { $set: origin, $setOnInsert: { object: null } }, { upsert: true });
    },

    async settle(key: string, object: string): Promise<void> {
      await rows.updateOne({ _id: key }, { $set: { object } });
    },
  };
}

export type OriginStore = ReturnType<typeof createOriginStore>;
