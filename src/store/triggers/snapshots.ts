import { createHash } from 'node:crypto';
import { Schema, trusted, type Connection } from 'mongoose';
import { placeName, placeOfName } from '../../domain/triggers/place';
import type { ResolvedSets, ResolvedTrigger } from '../../domain/triggers/resolve-sets';
import type { SetPlace } from '../../domain/triggers/trigger';
import { batchedById } from '../database/batched';
import { modelOf } from '../database/connection';
import { createTriggerVersionStore, versionId } from './versions';

interface SnapshotEntry {
  readonly trigger: string;
  readonly version: number;
  readonly configuredBy: string;
  /** `settings` or `<resource>/<uuid>`. */
  readonly origin: string;
}

export interface SnapshotDocument {
  readonly _id: string;
  readonly policy: ResolvedSets['policy'];
  readonly onConditionError: ResolvedSets['onConditionError'];
  readonly places: readonly string[];
  readonly ignore: readonly SnapshotEntry[];
  readonly actions: readonly SnapshotEntry[];
}

/** What one firing used, ready to be kept. The same content has the same id everywhere. */
export interface Snapshot {
  readonly id: string;
  readonly document: SnapshotDocument;
  readonly resolved: ResolvedSets;
}

const text = { type: String, required: true };
const entry = {
  _id: false,
  trigger: text,
  version: { type: Number, required: true },
  configuredBy: text,
  origin: text,
};
const schema = new Schema<SnapshotDocument>(
  { _id: String, policy: text, onConditionError: text, places: [String], ignore: [entry], actions: [entry] },
  { versionKey: false, strict: 'throw' },
);
schema.index({ places: 1 });

/**
 * Content address of resolved sets: SHA-256, lower-case hex, of the canonical JSON of policy, error rule, places and
 * of (trigger, version, configuredBy, origin) in order. Arrays only, so that no key order can make two of one.
 */
export function snapshotOf(resolved: ResolvedSets): Snapshot {
  const { policy, onConditionError } = resolved;
  const places = resolved.places.map(placeName);
  const ignore = resolved.ignore.map(toEntry);
  const actions = resolved.actions.map(toEntry);
  const rows = (list: readonly SnapshotEntry[]) =>
    list.map(({ trigger, version, configuredBy, origin }) => [trigger, version, configuredBy, origin]);
  const canonical = JSON.stringify([policy, onConditionError, places, rows(ignore), rows(actions)]);
  const id = createHash('sha256').update(canonical).digest('hex');
  return { id, document: { _id: id, policy, onConditionError, places, ignore, actions }, resolved };
}

/** Immutable snapshots of resolved trigger sets: thousands of firings share one. */
export function createSnapshotStore(db: Connection) {
  const model = modelOf(db, 'trigger_set_snapshots', schema);
  const versions = createTriggerVersionStore(db);
  const saved = new Set<string>();

  async function loadMany(ids: readonly string[]): Promise<ReadonlyMap<string, ResolvedSets>> {
    const rows = await model.find({ _id: trusted({ $in: [...new Set(ids)] }) }).lean();
    const triggers = await versions.findMany(
      rows.flatMap((row) => [...row.ignore, ...row.actions].map(({ trigger, version }) => versionId(trigger, version))),
    );
    const resolve = (list: readonly SnapshotEntry[]): ResolvedTrigger[] =>
      list.flatMap(({ trigger: uuid, version, configuredBy, origin }) => {
        const trigger = triggers.get(versionId(uuid, version));
        return trigger === undefined ? [] : [{ trigger, configuredBy, origin: placeOfName(origin) }];
      });
    return new Map(
      rows.map((row) => [
        row._id,
        {
          policy: row.policy,
          onConditionError: row.onConditionError,
          places: row.places.map(placeOfName),
          ignore: resolve(row.ignore),
          actions: resolve(row.actions),
        },
      ]),
    );
  }

  const loadOne = batchedById(loadMany);

  return {
    /** Keeps a snapshot and the trigger versions it names. Repeatable; costs nothing when this process kept it before. */
    async save(snapshot: Snapshot): Promise<void> {
      const { id, document, resolved } = snapshot;
      if (saved.has(id)) return;
      await versions.keep([...resolved.ignore, ...resolved.actions].map(({ trigger }) => trigger));
      const { _id, ...content } = document;
      await model.updateOne({ _id }, { $setOnInsert: content }, { upsert: true });
      if (saved.size > 10_000) saved.clear();
      saved.add(id);
    },

    /** The sets as they were, definitions out of `trigger_versions`. Null when there is no such snapshot. */
    async load(id: string): Promise<ResolvedSets | null> {
      return (await loadOne(id)) ?? null;
    },

    loadMany,

    /** Ids of the snapshots that used a set at this place: the history's filter by place. */
    async idsAtPlace(place: SetPlace): Promise<string[]> {
      const rows = await model.find({ places: placeName(place) }, { _id: 1 }).lean();
      return rows.map(({ _id }) => _id);
    },
  };
}

export type SnapshotStore = ReturnType<typeof createSnapshotStore>;

function toEntry({ trigger, configuredBy, origin }: ResolvedTrigger): SnapshotEntry {
  return { trigger: trigger.uuid, version: trigger.version, configuredBy, origin: placeName(origin) };
}
