import { Schema, type Connection } from 'mongoose';
import type { EventCode } from '../../domain/events/catalogue';
import { staleRevision } from '../../domain/revision';
import { defaultEventSettings } from '../../domain/triggers/event-settings';
import type { EventSettings } from '../../domain/triggers/trigger';
import { createConfigurationRevision } from './configuration-revision';
import { isDuplicateKey, modelOf } from '../database/connection';

interface SettingsDocument {
  /** The event's code. */
  readonly _id: string;
  readonly overridePolicy: EventSettings['overridePolicy'];
  readonly onConditionError: EventSettings['onConditionError'];
  readonly recordWithoutTriggers: boolean;
  readonly retention: string | null;
  readonly revision: number;
}

const schema = new Schema<SettingsDocument>(
  {
    _id: String,
    overridePolicy: { type: String, enum: ['replace', 'combine'], required: true },
    onConditionError: { type: String, enum: ['admit', 'reject'], required: true },
    recordWithoutTriggers: { type: Boolean, required: true },
    retention: { type: String, default: null },
    revision: { type: Number, required: true },
  },
  { versionKey: false, strict: 'throw' },
);

/** Settings of the events. What nobody wrote is the default, with revision 0. */
export function createEventSettingsStore(db: Connection) {
  const model = modelOf(db, 'event_settings', schema);
  const configuration = createConfigurationRevision(db);

  return {
    async find(event: EventCode): Promise<EventSettings> {
      const row = await model.findById(event).lean();
      if (row === null) return defaultEventSettings(event);
      const { _id, ...settings } = row;
      return { event, ...settings };
    },

    /** `settings.revision` is the one seen, 0 for the defaults. Throws `revision_mismatch`. */
    async put(settings: EventSettings): Promise<EventSettings> {
      const { event: _id, revision, ...fields } = settings;
      const next = { ...fields, revision: revision + 1 };
      if (!(revision === 0 ? await inserted({ _id, ...next }) : await replaced(_id, revision, next)))
        throw staleRevision();
      await configuration.raise();
      return { event: _id, ...next };
    },
  };

  async function inserted(row: SettingsDocument): Promise<boolean> {
    try {
      await model.create(row);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async function replaced(_id: string, seen: number, next: Omit<SettingsDocument, '_id'>): Promise<boolean> {
    const { matchedCount } = await model.updateOne({ _id, revision: seen }, { $set: next });
    return matchedCount > 0;
  }
}

export type EventSettingsStore = ReturnType<typeof createEventSettingsStore>;
