import { trusted, type Connection, type Model, type QueryFilter, type SchemaDefinition } from 'mongoose';
import { Schema } from 'mongoose';
import { CertloomError } from '../../domain/problem';
import { cutPage } from '../../domain/values/page';
import { staleRevision, type SeenRevision } from '../../domain/revision';
import { collectionOf } from './collection';
import { countRows, type Count } from './count';
import { changesOf, type ChangedCollection } from './changes';
import { modelOf } from './connection';
import { insertTakingName } from './take-unique';
import { refusingTakenNames, type NamedKind } from './taken-names';

/** What all configured objects have: a uuid, a unique name, and a revision that rises with each change. */
export interface NamedDocument {
  readonly _id: string;
  readonly name: string;
  readonly revision: number;
}

export interface NameFilter {
  readonly name?: string;
  readonly namePrefix?: string;
}

export interface NamedQuery extends NameFilter {
  readonly descending?: boolean;
  /** The last name of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface NamedPage<T> {
  readonly items: T[];
  /** The last name of this page when there is more. */
  readonly next: string | undefined;
}

/** Greater than every string that starts with the prefix before it: MongoDB compares UTF-8 bytes. */
const lastCodePoint = '\u{10ffff}';

/** Conditions on the name, each an object of its own: the position of a page may be another. */
export function boundsOfName({ name, namePrefix }: NameFilter): object[] {
  return [
    ...(name === undefined ? [] : [{ name }]),
    ...(namePrefix === undefined ? [] : [{ name: trusted({ $gte: namePrefix, $lt: namePrefix + lastCodePoint }) }]),
  ];
}

/** A filter of these conditions together. */
export function allOf(conditions: readonly object[]): object {
  return conditions.length === 0 ? {} : { $and: conditions };
}

/** A schema with the members above, `name` unique. */
export function namedSchema<D extends NamedDocument>(fields: SchemaDefinition): Schema<D> {
  const definition = {
    _id: String,
    name: { type: String, required: true },
    revision: { type: Number, required: true },
    ...fields,
  };
  const schema = new Schema<D>(definition as never, { versionKey: false, strict: 'throw', minimize: false });
  schema.index({ name: 1 }, { unique: true });
  return schema;
}

/**
 * The operations that users, roles, groups, RA profiles and custom attributes share. Names are unique (409
 * `name_taken`), on creation and on renaming; changes and deletions are one conditional write on the revision (404
 * `not_found`, 412 `revision_mismatch`).
 */
export function createNamedStore<D extends NamedDocument, T>(
  db: Connection,
  collection: ChangedCollection,
  schema: Schema<D>,
  kind: NamedKind,
  toRecords: (rows: readonly D[]) => Promise<T[]> | T[],
) {
  // Filters and updates below touch the members of NamedDocument only; D adds none to them.
  const model = modelOf(db, collection, schema) as unknown as Model<NamedDocument>;
  const changes = changesOf(db);
  const records = async (rows: readonly NamedDocument[]) => toRecords(rows as unknown as readonly D[]);

  async function one(row: NamedDocument | null): Promise<T | undefined> {
    return row === null ? undefined : (await records([row])).at(0);
  }

  async function missed(uuid: string): Promise<CertloomError> {
    const exists = await model.exists({ _id: uuid });
    return exists === null ? notFound(kind) : staleRevision();
  }

  return {
    async create(uuid: string, fields: Omit<D, '_id' | 'revision'>): Promise<T> {
      const row = { _id: uuid, ...fields, revision: 1 } as unknown as NamedDocument;
      await refusingTakenNames(kind, row.name, () => insertTakingName(model, row));
      await changes.announce(collection);
      return (await records([row]))[0]!;
    },

    async find(uuid: string): Promise<T | undefined> {
      return one(await model.findById(uuid).lean());
    },

    /** Throws `not_found`. */
    async get(uuid: string): Promise<T> {
      const found = await one(await model.findById(uuid).lean());
      if (found === undefined) throw notFound(kind);
      return found;
    },

    async byName(name: string): Promise<T | undefined> {
      return one(await model.findOne({ name }).lean());
    },

    /** Those that exist, in no order. */
    async byIds(uuids: readonly string[]): Promise<T[]> {
      if (uuids.length === 0) return [];
      return records(await model.find({ _id: trusted({ $in: [...new Set(uuids)] }) }).lean());
    },

    async all(): Promise<T[]> {
      return records(await model.find().sort({ name: 1 }).lean());
    },

    /** In the order of names, by code point. */
    async list({ descending = false, after, limit, ...filter }: NamedQuery): Promise<NamedPage<T>> {
      const bounds = [
        ...boundsOfName(filter),
        ...(after === undefined ? [] : [{ name: descending ? trusted({ $lt: after }) : trusted({ $gt: after }) }]),
      ] as QueryFilter<NamedDocument>[];
      const rows = await model
        .find(allOf(bounds))
        .sort({ name: descending ? -1 : 1 })
        .limit(limit + 1)
        .lean();
      const { items, last } = cutPage(rows, limit);
      return { items: await records(items), next: last?.name };
    },

    count: (filter: NameFilter): Promise<Count> => countRows(collectionOf(model), allOf(boundsOfName(filter))),

    async update(uuid: string, seen: SeenRevision, fields: Partial<Omit<D, '_id' | 'revision'>>): Promise<T> {
      const { name = '' } = fields as { readonly name?: string };
      const row = await refusingTakenNames(kind, name, () =>
        model
          .findOneAndUpdate(seenIn(uuid, seen), { $set: fields, $inc: { revision: 1 } }, { returnDocument: 'after' })
          .lean(),
      );
      if (row === null) throw await missed(uuid);
      await changes.announce(collection);
      return (await records([row]))[0]!;
    },

    /**
     * Takes a revision without a change: the first step of a deletion that has consequences elsewhere. When it breaks
     * off after this, the object is still there and the deletion can be asked for again.
     */
    async bumpRevision(uuid: string, seen: SeenRevision): Promise<number> {
      const row = await model
        .findOneAndUpdate(seenIn(uuid, seen), { $inc: { revision: 1 } }, { returnDocument: 'after' })
        .lean();
      if (row === null) throw await missed(uuid);
      return row.revision;
    },

    async remove(uuid: string, revision: number): Promise<void> {
      const { deletedCount } = await model.deleteOne({ _id: uuid, revision });
      if (deletedCount === 0) throw await missed(uuid);
      await changes.announce(collection);
    },
  };
}

function seenIn(uuid: string, seen: SeenRevision) {
  return seen === 'any' ? { _id: uuid } : { _id: uuid, revision: seen };
}

function notFound({ noun }: NamedKind): CertloomError {
  return new CertloomError('not_found', `There is no such ${noun.replace(/^an? /, '')}.`);
}
