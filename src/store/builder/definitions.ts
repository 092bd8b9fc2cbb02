import { Schema, type Connection } from 'mongoose';
import { emptyCanvas } from '../../domain/builder/canvas';
import type { Definition, DefinitionKey, DefinitionType, DefinitionVersion } from '../../domain/builder/definition';
import { cutPage } from '../../domain/values/page';
import type { SeenRevision } from '../../domain/revision';
import { collectionOf, filterOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countOf, type Count } from '../database/count';
import { createNamedStore, namedSchema, type NamedDocument } from '../database/named';

type Version = Omit<DefinitionVersion, 'definition'>;

/** A definition with the contents that it has now; those before are in `definition_versions`. */
export interface StoredDefinition extends Definition {
  readonly latestVersion: number;
  readonly draft: Version | null;
  readonly published: Version | null;
}

/** What a change writes. */
export type DefinitionRow = Pick<
  StoredDefinition,
  'name' | 'description' | 'type' | 'keys' | 'startedBy' | 'enabled' | 'isGlobal' | 'origin' | 'canvas'
> &
  Pick<StoredDefinition, 'latestVersion' | 'draft' | 'published'>;

interface DefinitionDocument extends NamedDocument, Omit<DefinitionRow, 'name' | 'canvas'> {
  readonly title: string;
  /** Absent in rows of releases that kept none. */
  readonly canvas?: DefinitionRow['canvas'];
  readonly createdAt: Date;
  readonly changedAt: Date;
}

const mixed = Schema.Types.Mixed;
const schema = namedSchema<DefinitionDocument>({
  ...{ title: String, description: String, type: { type: String }, keys: mixed, startedBy: String, enabled: Boolean },
  ...{ isGlobal: Boolean, origin: mixed, latestVersion: Number, draft: mixed, published: mixed },
  ...{ canvas: mixed, createdAt: Date, changedAt: Date },
});
schema.index({ type: 1, name: 1 });

export interface DefinitionFilter {
  readonly type?: DefinitionType;
  readonly enabled?: boolean;
  readonly status?: 'published' | 'draft';
  /** uuid of a key. */
  readonly key?: string;
  /** Part of name or description, without regard to case. */
  readonly search?: string;
}

export interface DefinitionQuery extends DefinitionFilter {
  /** The key of the last one of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** Scripts stand in contents: lists are read without them. */
const withoutContents = { projection: { 'draft.content': 0, 'published.content': 0 } };

export type DefinitionStore = ReturnType<typeof createDefinitionStore>;

export function createDefinitionStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'definitions', schema));
  const named = createNamedStore<DefinitionDocument, StoredDefinition>(
    ...([db, 'definitions', schema, { noun: 'a definition' }] as const),
    (found) => found.map(toDefinition),
  );

  async function* found(query: Omit<DefinitionQuery, 'limit'>): AsyncGenerator<StoredDefinition> {
    const { type, enabled, status, key, search, after } = query;
    const needle = search?.toLowerCase();
    const filter = {
      ...(after === undefined ? {} : { name: { $gt: after } }),
      ...(type === undefined ? {} : { type }),
      ...(enabled === undefined ? {} : { enabled }),
    };
    for await (const row of rows.find(filterOf<DefinitionDocument>(filter), withoutContents).sort({ name: 1 })) {
      const definition = toDefinition(row);
      const text = `${definition.name}\n${definition.description}`.toLowerCase();
      if (needle !== undefined && !text.includes(needle)) continue;
      if (key !== undefined && !definition.keys.some(({ uuid }) => uuid === key)) continue;
      if (status !== undefined && status !== statusOf(definition)) continue;
      yield definition;
    }
  }

  return {
    find: named.find,
    get: named.get,
    bumpRevision: named.bumpRevision,
    remove: named.remove,
    byIds: named.byIds,

    byName: (name: string): Promise<StoredDefinition | undefined> => named.byName(name.toLowerCase()),

    create: (uuid: string, row: DefinitionRow, at: Date): Promise<StoredDefinition> =>
      named.create(uuid, { ...toRow(row), createdAt: at, changedAt: at }),

    /** Throws `not_found`, `revision_mismatch`, `name_taken`. */
    update: (uuid: string, seen: SeenRevision, row: DefinitionRow, at: Date): Promise<StoredDefinition> =>
      named.update(uuid, seen, { ...toRow(row), changedAt: at }),

    /** By name, without contents. There are few definitions. */
    async list({
      limit,
      ...query
    }: DefinitionQuery): Promise<{ readonly items: readonly StoredDefinition[]; readonly next: string | undefined }> {
      const page: StoredDefinition[] = [];
      for await (const one of found(query)) if (page.push(one) > limit) break;
      const { items, last } = cutPage(page, limit);
      return { items, next: last?.name.toLowerCase() };
    },

    async count(filter: DefinitionFilter): Promise<Count> {
      let value = 0;
      for await (const _one of found(filter)) value += 1;
      return countOf(value);
    },

    /** Enabled published ones of a type, without contents, by name. */
    async startable(type: DefinitionType): Promise<StoredDefinition[]> {
      const filter = filterOf<DefinitionDocument>({ type, enabled: true });
      const all = await rows.find(filter, withoutContents).sort({ name: 1 }).limit(10_000).toArray();
      return all.map(toDefinition).filter(({ publishedVersion }) => publishedVersion !== null);
    },

    /** Those that look at this collection, alert, RA profile, group or discovery, without contents. */
    async withKey({ kind, uuid }: DefinitionKey): Promise<StoredDefinition[]> {
      const all: StoredDefinition[] = [];
      for await (const one of found({ key: uuid })) if (one.keys.some((key) => key.kind === kind)) all.push(one);
      return all;
    },

    /** With contents: for whoever looks into their steps. */
    async all(): Promise<StoredDefinition[]> {
      return (await rows.find({}).sort({ name: 1 }).limit(10_000).toArray()).map(toDefinition);
    },
  };
}

/** Published: new instances can begin. */
export function statusOf({ publishedVersion }: Pick<Definition, 'publishedVersion'>): 'published' | 'draft' {
  return publishedVersion === null ? 'draft' : 'published';
}

/** Only what a row has: whoever changes a definition may hand over all of it. */
function toRow(row: DefinitionRow) {
  const { name, description, type, keys, startedBy, enabled, isGlobal, origin, latestVersion, draft, published } = row;
  const { canvas } = row;
  return {
    ...{ title: name, name: name.toLowerCase(), description, type, keys, startedBy, enabled, isGlobal, origin },
    ...{ latestVersion, draft, published, canvas },
  };
}

function toDefinition(row: DefinitionDocument): StoredDefinition {
  const { _id, name: _key, title, draft, published, canvas = emptyCanvas, ...fields } = row;
  return {
    ...{ ...fields, uuid: _id, name: title, draft, published, canvas },
    ...{ draftVersion: draft?.version ?? null, publishedVersion: published?.version ?? null },
  };
}
