import { Schema, trusted, type Connection, type QueryFilter } from 'mongoose';
import { CertloomError } from '../../domain/problem';
import { staleRevision } from '../../domain/revision';
import type { Runtime } from '../../domain/scripts/runtime';
import type { Script, ScriptCategory, ScriptVersion, StoredScript } from '../../domain/scripts/script';
import { cutPage } from '../../domain/values/page';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';
import { literal } from '../database/literal';
import { allOf } from '../database/named';
import { refusingTakenNames } from '../database/taken-names';
import { createScriptVersionStore, versionFields, type ListedScriptVersion } from './versions';

type ScriptDocument = Omit<StoredScript, 'uuid'> & {
  readonly _id: string;
  /** The name in lower case: names are unique without regard to case. */
  readonly key: string;
};

export interface ScriptFilter {
  readonly category?: ScriptCategory | undefined;
  readonly runtime?: Runtime | undefined;
  /** Upper and lower case are alike in both. */
  readonly name?: string | undefined;
  readonly namePrefix?: string | undefined;
  /** Stands in the name, the description or the current text; upper and lower case are alike. */
  readonly search?: string | undefined;
}

export type ScriptSort = 'name' | 'createdAt' | 'changedAt';

export interface ScriptPosition {
  readonly value: string | Date;
  readonly key: string;
}

export interface ScriptQuery extends ScriptFilter {
  readonly sort: ScriptSort;
  readonly direction: 1 | -1;
  readonly after?: ScriptPosition | undefined;
  readonly limit: number;
}

/** A script and what is known of its current version without the text. */
export interface ListedScript extends Script {
  readonly version: ListedScriptVersion;
}

/** A script with its current text. */
export interface ScriptWords {
  readonly uuid: string;
  readonly name: string;
  readonly content: string;
}

const mixed = Schema.Types.Mixed;
const schema = new Schema<ScriptDocument>(
  {
    _id: String,
    key: { type: String, required: true },
    name: { type: String, required: true },
    runtime: { type: String, required: true },
    categories: { type: [String], required: true },
    description: { type: String, default: '' },
    parameters: { type: [mixed], required: true },
    secrets: { type: [String], required: true },
    connections: { type: [String], default: () => [] },
    limits: { type: new Schema({ timeoutSeconds: Number, memoryMiB: Number }, { _id: false }), required: true },
    lock: { type: String, default: null },
    repeatable: { type: Boolean, required: true },
    currentVersion: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    changedAt: { type: Date, required: true },
    revision: { type: Number, required: true },
    version: { type: new Schema(versionFields, { _id: false, strict: 'throw' }), required: true },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ key: 1 }, { unique: true });

const named = { noun: 'a script' };
const shownUsers = 20;
/** Lists and look-ups that need no text leave a megabyte each in the database. */
const withoutText = { 'version.content': 0 };

/** Scripts, each in one row with its current text; what that replaces is kept before it goes. */
export function createScriptStore(db: Connection) {
  const model = modelOf(db, 'scripts', schema);
  const versions = createScriptVersionStore(db);
  const keyOf = (name: string) => name.toLowerCase();
  async function namesOf(filter: { readonly secrets?: string; readonly connections?: string }) {
    const rows = await model.find(filter, { name: 1 }).sort({ key: 1 }).limit(shownUsers).lean<ScriptDocument[]>();
    return rows.map((row) => ({ uuid: row._id, name: row.name }));
  }

  async function byName(name: string): Promise<StoredScript | undefined> {
    const row = await model.findOne({ key: keyOf(name) }).lean<ScriptDocument>();
    return row === null ? undefined : fromDocument(row);
  }

  return {
    byName,

    /** Throws `not_found`. Upper and lower case are alike. */
    async get(name: string): Promise<StoredScript> {
      const found = await byName(name);
      if (found === undefined) throw new CertloomError('not_found', `There is no script "${name}".`);
      return found;
    },

    /** Throws `name_taken`. */
    async insert(script: StoredScript): Promise<void> {
      await refusingTakenNames(named, script.name, () => model.create(toDocument(script)));
      await versions.keep(script.version);
    },

    /** `script.revision` is the next one. Throws `revision_mismatch` when the stored script has another than `seen`. */
    async replace(script: StoredScript, seen: number): Promise<void> {
      const before = await model.findOne({ _id: script.uuid, revision: seen }).lean<ScriptDocument>();
      if (before === null) throw staleRevision();
      // A process may die after the write: what it replaces must be there by then.
      await versions.keep(before.version);
      const { _id, ...fields } = toDocument(script);
      const { matchedCount } = await model.updateOne({ _id, revision: seen }, { $set: fields });
      if (matchedCount === 0) throw staleRevision();
      await versions.keep(script.version);
    },

    /** With all its versions. Throws `revision_mismatch` as `replace` does. */
    async remove(uuid: string, seen: number): Promise<void> {
      // Whoever changes it now is told that it was changed: half of it may be gone when this breaks off.
      const { matchedCount } = await model.updateOne({ _id: uuid, revision: seen }, { $inc: { revision: 1 } });
      if (matchedCount === 0) throw staleRevision();
      await versions.removeOf(uuid);
      const { deletedCount } = await model.deleteOne({ _id: uuid, revision: seen + 1 });
      if (deletedCount === 0) throw staleRevision();
    },

    async list({ sort, direction, after, limit, ...filter }: ScriptQuery) {
      const field = sort === 'name' ? 'key' : sort;
      const rows = await model
        .find(allOf([...boundsOf(filter), ...behind(field, direction, after)]) as QueryFilter<ScriptDocument>)
        .select(withoutText)
        .sort(field === 'key' ? { key: direction } : { [field]: direction, key: direction })
        .limit(limit + 1)
        .lean<ScriptDocument[]>();
      const { items, last } = cutPage(rows, limit);
      const next: ScriptPosition | undefined = last === undefined ? undefined : { value: last[field], key: last.key };
      return { items: items.map(toListed), next };
    },

    count: (filter: ScriptFilter): Promise<Count> => countRows(collectionOf(model), allOf(boundsOf(filter))),

    /** The current one is in the script's own row: it is found there, too. */
    async version(script: StoredScript, number: number): Promise<ScriptVersion | undefined> {
      return number === script.currentVersion ? script.version : versions.find(script.uuid, number);
    },

    /** Newest first, the current one at the top; `before` is the last number of the page before. */
    async versions(script: StoredScript, before: number | null, limit: number): Promise<ListedScriptVersion[]> {
      const found = await versions.list(script.uuid, before, limit);
      if (before !== null || found[0]?.number === script.currentVersion) return found;
      // A process died between saving the script and keeping its version.
      const { content: _content, ...current } = script.version;
      return [current, ...found].slice(0, limit);
    },

    countVersions: (script: Pick<Script, 'uuid'>): Promise<Count> => versions.count(script.uuid),

    /** The shared scripts of a runtime with their current texts, by name: what lies beside each script of it. */
    async shared(runtime: Runtime): Promise<{ readonly name: string; readonly content: string }[]> {
      const rows = await model
        .find({ runtime, categories: 'shared' }, { name: 1, 'version.content': 1 })
        .sort({ key: 1 })
        .lean<ScriptDocument[]>();
      return rows.map(({ name, version: { content } }) => ({ name, content }));
    },

    /** Current texts of a runtime that hold some words, one by one; upper and lower case are alike. */
    async *textsWith(runtime: Runtime, words: string): AsyncGenerator<ScriptWords> {
      const content = trusted({ $regex: literal(words), $options: 'i' });
      const rows = model
        .find({ runtime, 'version.content': content } as QueryFilter<ScriptDocument>, { name: 1, 'version.content': 1 })
        .sort({ key: 1 })
        .lean<ScriptDocument[]>()
        .cursor();
      for await (const { _id, name, version } of rows) yield { uuid: String(_id), name, content: version.content };
    },

    /** The same of a connection. */
    async usingConnection(name: string): Promise<{ readonly uuid: string; readonly name: string }[]> {
      return namesOf({ connections: name });
    },

    /** Scripts that are given a secret, by its name; some are enough. */
    async usingSecret(name: string): Promise<{ readonly uuid: string; readonly name: string }[]> {
      return namesOf({ secrets: name });
    },
  };
}

export type ScriptStore = ReturnType<typeof createScriptStore>;

function boundsOf({ category, runtime, name, namePrefix, search }: ScriptFilter): object[] {
  const sought = search === undefined ? undefined : trusted({ $regex: literal(search), $options: 'i' });
  return [
    ...(category === undefined ? [] : [{ categories: category }]),
    ...(runtime === undefined ? [] : [{ runtime }]),
    ...(name === undefined ? [] : [{ key: name.toLowerCase() }]),
    ...(namePrefix === undefined ? [] : [{ key: trusted({ $regex: `^${literal(namePrefix.toLowerCase())}` }) }]),
    ...(sought === undefined
      ? []
      : [{ $or: ['name', 'description', 'version.content'].map((at) => ({ [at]: sought })) }]),
  ];
}

/** What comes after a position in an order by a field and, where that is alike, by the key. */
function behind(
  field: 'key' | 'createdAt' | 'changedAt',
  direction: 1 | -1,
  after: ScriptPosition | undefined,
): object[] {
  if (after === undefined) return [];
  const beyond = (value: unknown) => trusted(direction === 1 ? { $gt: value } : { $lt: value });
  if (field === 'key') return [{ key: beyond(after.key) }];
  return [{ $or: [{ [field]: beyond(after.value) }, { [field]: after.value, key: beyond(after.key) }] }];
}

function toDocument({ uuid, ...script }: StoredScript): ScriptDocument {
  return { _id: uuid, key: script.name.toLowerCase(), ...script };
}

function fromDocument({ _id, key: _key, ...script }: ScriptDocument): StoredScript {
  // Rows of a release before connections have none.
  return { ...script, connections: script.connections ?? [], uuid: _id };
}

function toListed(row: ScriptDocument): ListedScript {
  return fromDocument(row);
}
