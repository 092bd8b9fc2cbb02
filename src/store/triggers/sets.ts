import { Schema, trusted, type Connection } from 'mongoose';
import type { EventCode, Resource } from '../../domain/events/catalogue';
import { CertloomError } from '../../domain/problem';
import { staleRevision, type SeenRevision } from '../../domain/revision';
import { placeKey, platformPlace } from '../../domain/triggers/place';
import type { SetPlace, TriggerSet, TriggerSetEntry } from '../../domain/triggers/trigger';
import { createConfigurationRevision } from './configuration-revision';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

interface SetDocument {
  /** `<event>/settings` or `<event>/<resource>/<uuid>`. */
  readonly _id: string;
  readonly event: string;
  readonly resource: string;
  readonly objectUuid: string | null;
  readonly ignore: readonly TriggerSetEntry[];
  readonly actions: readonly TriggerSetEntry[];
  readonly revision: number;
}

const text = { type: String, required: true };
const entry = { _id: false, trigger: text, configuredBy: text, configuredAt: { type: Date, required: true } };
const schema = new Schema<SetDocument>(
  {
    _id: String,
    event: text,
    resource: text,
    objectUuid: { type: String, default: null },
    ignore: [entry],
    actions: [entry],
    revision: { type: Number, required: true },
  },
  { versionKey: false, strict: 'throw' },
);
schema.index({ event: 1 });
schema.index({ resource: 1, objectUuid: 1 });
schema.index({ 'ignore.trigger': 1 });
schema.index({ 'actions.trigger': 1 });

/** What a list of sets is asked for. */
export interface TriggerSetFilter {
  readonly event?: EventCode | undefined;
  readonly resource?: Resource | undefined;
  readonly objectUuid?: string | undefined;
}

/** Sets that are named for one trigger. */
const mostHolders = 100;

/** Trigger sets: one document for each (event, place), written as a whole with a revision check. */
export function createTriggerSetStore(db: Connection) {
  const model = modelOf(db, 'trigger_sets', schema);
  const revision = createConfigurationRevision(db);

  async function find(event: EventCode, place: SetPlace): Promise<TriggerSet | null> {
    const row = await model.findById(placeKey(event, place)).lean();
    return row === null ? null : toSet(row);
  }

  return {
    find,

    /** All sets of an event, wherever they hang. */
    async findByEvent(event: string): Promise<TriggerSet[]> {
      return (await model.find({ event }).lean()).map(toSet);
    },

    /** Sets in the order of their keys, behind `after`. */
    async list(filter: TriggerSetFilter, after: string | null, limit: number): Promise<TriggerSet[]> {
      const behind = after === null ? {} : { _id: trusted({ $gt: after }) };
      const rows = await model
        .find({ ...given(filter), ...behind })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return rows.map(toSet);
    },

    count: (filter: TriggerSetFilter): Promise<Count> => countRows(collectionOf(model), given(filter)),

    /** Sets that hold a trigger, at most 100, in the order of their keys. */
    async findByTrigger(trigger: string): Promise<TriggerSet[]> {
      const [ignore, actions] = await Promise.all([
        model.find({ 'ignore.trigger': trigger }).limit(mostHolders).lean(),
        model.find({ 'actions.trigger': trigger }).limit(mostHolders).lean(),
      ]);
      const byKey = new Map([...ignore, ...actions].map((row) => [row._id, row]));
      return [...byKey.values()].sort((a, b) => (a._id < b._id ? -1 : 1)).map(toSet);
    },

    /** The same for many triggers, by uuid; triggers that no set holds are missing. */
    async findByTriggers(triggers: readonly string[]): Promise<Map<string, TriggerSet[]>> {
      if (triggers.length === 0) return new Map();
      const among = trusted({ $in: [...triggers] });
      const [ignore, actions] = await Promise.all([
        model.find({ 'ignore.trigger': among }).lean(),
        model.find({ 'actions.trigger': among }).lean(),
      ]);
      const byKey = new Map([...ignore, ...actions].map((row) => [row._id, row]));
      const sets = [...byKey.values()].sort((a, b) => (a._id < b._id ? -1 : 1)).map(toSet);
      return new Map(
        triggers.map((trigger) => [trigger, sets.filter((set) => holds(set, trigger)).slice(0, mostHolders)]),
      );
    },

    /**
     * Writes a set as a whole. `set.revision` is the revision seen, 0 for a place without a set; the one stored is
     * one higher and is returned. Throws `revision_mismatch` when another writer was faster.
     */
    async put(set: TriggerSet): Promise<TriggerSet> {
      const { event, place, ignore, actions } = set;
      const _id = placeKey(event, place);
      const next = { ...set, revision: set.revision + 1 };
      const lists = { ignore: [...ignore], actions: [...actions] };
      if (set.revision === 0) {
        try {
          await model.create({ _id, event, ...place, ...lists, revision: 1 });
        } catch (error) {
          if (isDuplicateKey(error)) throw staleRevision();
          throw error;
        }
      } else {
        const { matchedCount } = await model.updateOne(
          { _id, revision: set.revision },
          { $set: { ...lists, revision: next.revision } },
        );
        if (matchedCount === 0) throw staleRevision();
      }
      await revision.raise();
      return next;
    },

    /** Throws `not_found` or `revision_mismatch`. The place falls through again. */
    async remove(event: EventCode, place: SetPlace, seen: SeenRevision): Promise<void> {
      const { deletedCount } = await model.deleteOne({
        _id: placeKey(event, place),
        ...(seen === 'any' ? {} : { revision: seen }),
      });
      if (deletedCount > 0) return revision.raise();
      if ((await find(event, place)) === null) throw new CertloomError('not_found', 'There is no trigger set here.');
      throw staleRevision();
    },

    /** The sets of an object that is being deleted go with it. Returns how many there were. */
    async removeOfObject(resource: Exclude<Resource, 'settings'>, objectUuid: string): Promise<number> {
      const { deletedCount } = await model.deleteMany({ resource, objectUuid });
      if (deletedCount > 0) await revision.raise();
      return deletedCount;
    },
  };
}

export type TriggerSetStore = ReturnType<typeof createTriggerSetStore>;

function given({ event, resource, objectUuid }: TriggerSetFilter): object {
  return {
    ...(event === undefined ? {} : { event }),
    ...(resource === undefined ? {} : { resource }),
    ...(objectUuid === undefined ? {} : { objectUuid }),
  };
}

function holds({ ignore, actions }: TriggerSet, trigger: string): boolean {
  return [...ignore, ...actions].some((entry) => entry.trigger === trigger);
}

function toSet(row: SetDocument): TriggerSet {
  const place: SetPlace =
    row.resource === 'settings' || row.objectUuid === null
      ? platformPlace
      : { resource: row.resource as Exclude<Resource, 'settings'>, objectUuid: row.objectUuid };
  return {
    event: row.event as EventCode,
    place,
    ignore: row.ignore.map(toEntry),
    actions: row.actions.map(toEntry),
    revision: row.revision,
  };
}

function toEntry({ trigger, configuredBy, configuredAt }: TriggerSetEntry): TriggerSetEntry {
  return { trigger, configuredBy, configuredAt };
}
