import { Schema, trusted, type Connection } from 'mongoose';
import { referenceKey, referenceKeys, type ReferenceKind } from '../../domain/triggers/references';
import type { Trigger, TriggerKind } from '../../domain/triggers/trigger';
import { modelOf } from '../database/connection';
import { createConfigurationRevision } from './configuration-revision';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';
import { allOf, boundsOfName, type NameFilter } from '../database/named';
import { insertTakingName } from '../database/take-unique';
import { refusingTakenNames } from '../database/taken-names';
import { fromDocument, toContent, triggerFields, type TriggerContent } from './document';
import { createTriggerVersionStore } from './versions';

interface TriggerDocument extends TriggerContent {
  readonly _id: string;
  /** `kind:key` of everything the trigger names. */
  readonly references: readonly string[];
  /** Rises each time a set takes the trigger up: see `confirmAttached`. */
  readonly attachments: number;
}

const schema = new Schema<TriggerDocument>(
  { _id: String, ...triggerFields, references: [String], attachments: { type: Number, required: true } },
  { versionKey: false, strict: 'throw' },
);
schema.index({ name: 1 }, { unique: true });
schema.index({ event: 1, name: 1 });
schema.index({ references: 1, name: 1 });

export function triggerModel(db: Connection) {
  return modelOf(db, 'triggers', schema);
}

/** What a caller has looked at before it decides: both numbers must still hold when it writes. */
export interface SeenTrigger {
  readonly trigger: Trigger;
  readonly attachments: number;
}

export interface TriggerFilter extends NameFilter {
  readonly event?: string;
  readonly kind?: TriggerKind;
  readonly enabled?: boolean;
  /** Those that are, or are not, among these. */
  readonly among?: { readonly uuids: readonly string[]; readonly isIn: boolean };
}

const named = { noun: 'a trigger' };

/**
 * Triggers by uuid, unique by name (409 `name_taken`). Each saved version is also kept in `trigger_versions`.
 *
 * A trigger must not change its event or vanish while a set takes it up, and the two are separate documents. So a set
 * is written first and then confirmed on its triggers; who edits or deletes a trigger reads it, looks at the sets,
 * and writes only if nobody confirmed in between. One of the two always sees the other.
 */
export function createTriggerStore(db: Connection) {
  const model = triggerModel(db);
  const revision = createConfigurationRevision(db);
  const versions = createTriggerVersionStore(db);

  async function saved(trigger: Trigger): Promise<void> {
    await versions.keep([trigger]);
    await revision.raise();
  }

  return {
    async create(trigger: Trigger): Promise<void> {
      await refusingTakenNames(named, trigger.name, () =>
        insertTakingName(model, {
          _id: trigger.uuid,
          ...toContent(trigger),
          references: referenceKeys(trigger),
          attachments: 0,
        }),
      );
      await saved(trigger);
    },

    async find(uuid: string): Promise<SeenTrigger | null> {
      const row = await model.findById(uuid).lean();
      return row === null ? null : { trigger: fromDocument(row._id, row), attachments: row.attachments };
    },

    async findMany(uuids: readonly string[]): Promise<Trigger[]> {
      if (uuids.length === 0) return [];
      const rows = await model.find({ _id: trusted({ $in: [...new Set(uuids)] }) }).lean();
      return rows.map((row) => fromDocument(row._id, row));
    },

    /** In the order of names. `after` is the last name of the page before. */
    async list(filter: TriggerFilter, after: string | null, limit: number): Promise<Trigger[]> {
      const behind = after === null ? [] : [{ name: trusted({ $gt: after }) }];
      const rows = await model
        .find(allOf([...conditionsOf(filter), ...behind]))
        .sort({ name: 1 })
        .limit(limit)
        .lean();
      return rows.map((row) => fromDocument(row._id, row));
    },

    count: (filter: TriggerFilter): Promise<Count> => countRows(collectionOf(model), allOf(conditionsOf(filter))),

    /**
     * Puts `next` in the place of what was seen. False when the trigger has changed or been attached since; then the
     * caller looks again.
     */
    async replace(next: Trigger, seen: SeenTrigger): Promise<boolean> {
      const { matchedCount } = await refusingTakenNames(named, next.name, () =>
        model.updateOne(
          { _id: next.uuid, version: seen.trigger.version, attachments: seen.attachments },
          { $set: { ...toContent(next), references: referenceKeys(next) } },
        ),
      );
      if (matchedCount === 0) return false;
      await saved(next);
      return true;
    },

    /** False as in `replace`. The versions stay. */
    async remove(seen: SeenTrigger): Promise<boolean> {
      const { uuid: _id, version } = seen.trigger;
      const { deletedCount } = await model.deleteOne({ _id, version, attachments: seen.attachments });
      if (deletedCount > 0) await revision.raise();
      return deletedCount > 0;
    },

    /**
     * Tells triggers that a set that was just written holds them. Returns the uuids of those that are no longer in
     * the version that was checked; the set must then be taken back.
     */
    async confirmAttached(triggers: readonly Pick<Trigger, 'uuid' | 'version'>[]): Promise<string[]> {
      const lost: string[] = [];
      for (const { uuid, version } of triggers) {
        const { matchedCount } = await model.updateOne({ _id: uuid, version }, { $inc: { attachments: 1 } });
        if (matchedCount === 0) lost.push(uuid);
      }
      return lost;
    },

    /**
     * Triggers that name an object, by name, at most 100: for the refusal to delete it. Custom attributes are asked
     * for by the name of their definition, everything else by uuid.
     */
    async referencesOf(kind: ReferenceKind, key: string): Promise<{ uuid: string; name: string }[]> {
      const rows = await model
        .find({ references: referenceKey(kind, key) }, { name: 1 })
        .sort({ name: 1 })
        .limit(100)
        .lean();
      return rows.map(({ _id, name }) => ({ uuid: _id, name }));
    },
  };
}

export type TriggerStore = ReturnType<typeof createTriggerStore>;

function conditionsOf({ event, kind, enabled, among, ...ofName }: TriggerFilter): object[] {
  return [
    ...(event === undefined ? [] : [{ event }]),
    ...(kind === undefined ? [] : [{ kind }]),
    ...(enabled === undefined ? [] : [{ enabled }]),
    ...(among === undefined ? [] : [{ _id: trusted({ [among.isIn ? '$in' : '$nin']: [...among.uuids] }) }]),
    ...boundsOfName(ofName),
  ];
}
