import { batchedById } from '../database/batched';
import { Schema, trusted, type Connection } from 'mongoose';
import { includeNothing } from '../../domain/notifications/included';
import type { EscalationStep, NotificationProfile } from '../../domain/notifications/profile';
import { modelOf } from '../database/connection';
import { createNotificationProfileVersionStore } from './profile-versions';
import { collectionOf } from '../database/collection';
import { countRows, type Count } from '../database/count';
import { allOf, boundsOfName, type NameFilter } from '../database/named';
import { insertTakingName } from '../database/take-unique';
import { refusingTakenNames } from '../database/taken-names';

type Later = 'escalationSteps' | 'quietHours' | 'include' | 'mode';
/** Rows of older releases lack what came later. */
type ProfileDocument = Omit<NotificationProfile, 'uuid' | Later> &
  Partial<Pick<NotificationProfile, Later>> & {
    readonly _id: string;
    /** uuids that escalation steps name, for `recipientsOf`: an index over lists inside of lists is not for everyone. */
    readonly stepRecipients?: readonly string[];
  };

const channel = new Schema(
  {
    type: { type: String, required: true },
    from: String,
    replyTo: String,
    url: String,
    /** Sealed. */
    secrets: { type: [String], default: undefined },
    secretsUntil: { type: [String], default: undefined },
    /** Sealed. */
    routingKey: String,
    severity: String,
    endpoint: String,
    eventId: Number,
    level: String,
    source: String,
  },
  { _id: false, strict: 'throw' },
);
const quietHours = new Schema(
  {
    timeZone: { type: String, required: true },
    from: { type: String, required: true },
    to: { type: String, required: true },
    days: [String],
  },
  { _id: false, strict: 'throw' },
);
const include = new Schema(
  { customAttributes: Boolean, metadata: Boolean, associations: Boolean },
  { _id: false, strict: 'throw' },
);
const schema = new Schema<ProfileDocument>(
  {
    _id: String,
    name: { type: String, required: true },
    description: String,
    recipientType: { type: String, required: true },
    recipients: [String],
    recipientAttribute: { type: String, default: null },
    channels: [channel],
    frequency: { type: String, default: null },
    repetitions: { type: Number, default: null },
    escalationSteps: { type: Schema.Types.Mixed, default: [] },
    stepRecipients: [String],
    quietHours: { type: quietHours, default: null },
    include: { type: include, default: includeNothing },
    mode: { type: String, default: 'single' },
    templates: { type: Schema.Types.Mixed, required: true },
    version: { type: Number, required: true },
    revision: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ name: 1 }, { unique: true });
schema.index({ recipients: 1 });
schema.index({ stepRecipients: 1 });

export type NotificationProfileStore = ReturnType<typeof createNotificationProfileStore>;

const named = { noun: 'a notification profile' };

/** Notification profiles by uuid; names are unique (409 `name_taken`). Secrets are stored as they are given: sealed. */
export function createNotificationProfileStore(db: Connection) {
  const model = modelOf(db, 'notification_profiles', schema);
  const versions = createNotificationProfileVersionStore(db);
  const findOne = batchedById(async (uuids) => {
    const rows = await model.find({ _id: trusted({ $in: [...uuids] }) }).lean<ProfileDocument[]>();
    return new Map(rows.map((row) => [row._id, fromDocument(row)]));
  });

  return {
    async insert(profile: NotificationProfile): Promise<void> {
      await refusingTakenNames(named, profile.name, () => insertTakingName(model, toDocument(profile)));
      await versions.keep(profile);
    },

    async find(uuid: string): Promise<NotificationProfile | null> {
      return (await findOne(uuid)) ?? null;
    },

    /** In no order; what does not exist is left out. */
    async findMany(uuids: readonly string[]): Promise<NotificationProfile[]> {
      const found = await Promise.all([...new Set(uuids)].map((uuid) => findOne(uuid)));
      return found.filter((profile) => profile !== undefined);
    },

    /** In the order of names. `after` is the last name of the page before. */
    async list(filter: NameFilter, after: string | null, limit: number): Promise<NotificationProfile[]> {
      const rows = await model
        .find(allOf([...boundsOfName(filter), ...(after === null ? [] : [{ name: trusted({ $gt: after }) }])]))
        .sort({ name: 1 })
        .limit(limit)
        .lean<ProfileDocument[]>();
      return rows.map(fromDocument);
    },

    count: (filter: NameFilter): Promise<Count> => countRows(collectionOf(model), allOf(boundsOfName(filter))),

    /**
     * `profile.revision` is the next one. False when the stored profile is not at `seenRevision` (or is gone). The
     * version that it replaces is kept before it goes, so that none is lost when a process dies in between.
     */
    async replace(profile: NotificationProfile, seenRevision: number): Promise<boolean> {
      const before = await model.findOne({ _id: profile.uuid, revision: seenRevision }).lean<ProfileDocument>();
      if (before === null) return false;
      await versions.keep(fromDocument(before));
      const { _id, ...fields } = toDocument(profile);
      const { matchedCount } = await refusingTakenNames(named, profile.name, () =>
        model.updateOne({ _id, revision: seenRevision }, { $set: fields }),
      );
      if (matchedCount > 0) await versions.keep(profile);
      return matchedCount > 0;
    },

    /** False as in `replace`. Its versions stay: deliveries name them. */
    async remove(uuid: string, seenRevision: number): Promise<boolean> {
      const before = await model.findOne({ _id: uuid, revision: seenRevision }).lean<ProfileDocument>();
      if (before === null) return false;
      await versions.keep(fromDocument(before));
      const { deletedCount } = await model.deleteOne({ _id: uuid, revision: seenRevision });
      return deletedCount > 0;
    },

    /**
     * Profiles that name a user, group or role as recipient, themselves or in an escalation step, by name, at most
     * 100: for the refusal to delete it.
     */
    async recipientsOf(uuid: string): Promise<{ uuid: string; name: string }[]> {
      const found = await Promise.all(
        [{ recipients: uuid }, { stepRecipients: uuid }].map((filter) =>
          model.find(filter, { name: 1 }).limit(100).lean<{ _id: string; name: string }[]>(),
        ),
      );
      const names = new Map(found.flat().map(({ _id, name }) => [_id, name]));
      return [...names]
        .map(([_id, name]) => ({ uuid: _id, name }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .slice(0, 100);
    },

    /** Versions of a profile, also of one that was deleted; see `createNotificationProfileVersionStore`. */
    versions: { list: versions.list, count: versions.count, find: versions.find },
  };
}

function toDocument({ uuid, ...fields }: NotificationProfile): ProfileDocument {
  return { _id: uuid, ...fields, stepRecipients: stepRecipientsOf(fields.escalationSteps) };
}

function stepRecipientsOf(steps: readonly EscalationStep[]): string[] {
  return [...new Set(steps.flatMap(({ addRecipients }) => addRecipients.flatMap(({ recipients }) => recipients)))];
}

function fromDocument({ _id, stepRecipients: _lookedUp, ...fields }: ProfileDocument): NotificationProfile {
  return {
    ...fields,
    uuid: _id,
    escalationSteps: fields.escalationSteps ?? [],
    quietHours: fields.quietHours ?? null,
    include: fields.include ?? includeNothing,
    mode: fields.mode ?? 'single',
  };
}
