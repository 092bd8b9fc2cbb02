import { Schema, type Connection } from 'mongoose';
import type { DisabledChannel } from '../../domain/notifications/disabled-channel';
import type { Channel } from '../../domain/notifications/profile';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';

type ChannelStateDocument = DisabledChannel & { readonly _id: string };

const schema = new Schema<ChannelStateDocument>(
  {
    _id: String,
    profile: String,
    channel: String,
    disabledAt: Date,
    reason: String,
    version: Number,
    target: String,
    firingId: String,
    told: Boolean,
  },
  { versionKey: false, strict: 'throw' },
);

export type ChannelStateStore = ReturnType<typeof createChannelStateStore>;

/** What is switched off, one row a channel; no row means that it may be used. */
export function createChannelStateStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'channel_states', schema));

  async function find(profile: string, channel: Channel): Promise<DisabledChannel | null> {
    const row = await rows.findOne({ _id: idOf(profile, channel) });
    return row === null ? null : fromDocument(row);
  }

  async function insertMissing(state: ChannelStateDocument): Promise<ChannelStateDocument | null> {
    try {
      return await rows.findOneAndUpdate(
        { _id: state._id },
        { $setOnInsert: withoutId(state) },
        { upsert: true, returnDocument: 'after' },
      );
    } catch (error) {
      // Somebody else was faster between the look and the insert.
      if (!isDuplicateKey(error)) throw error;
      return rows.findOne({ _id: state._id });
    }
  }

  return {
    find,

    /** The rows of one channel of these profiles, by profile. */
    async findMany(profiles: readonly string[], channel: Channel): Promise<ReadonlyMap<string, DisabledChannel>> {
      if (profiles.length === 0) return new Map();
      const ids = profiles.map((profile) => idOf(profile, channel));
      const found = await rows.find({ _id: { $in: ids } }).toArray();
      return new Map(found.map((row) => [row.profile, fromDocument(row)]));
    },

    /** Switches off. What is there for the same address stays as it is; a row of an earlier address is replaced. */
    async disable(state: Omit<DisabledChannel, 'told'>): Promise<DisabledChannel> {
      const row: ChannelStateDocument = { _id: idOf(state.profile, state.channel), ...state, told: false };
      const present = (await insertMissing(row)) ?? row;
      if (present.target === row.target) return fromDocument(present);
      const { matchedCount } = await rows.updateOne({ _id: row._id, target: present.target }, { $set: withoutId(row) });
      return matchedCount > 0 ? fromDocument(row) : ((await find(state.profile, state.channel)) ?? fromDocument(row));
    },

    async markTold({ profile, channel, disabledAt }: DisabledChannel): Promise<void> {
      await rows.updateOne({ _id: idOf(profile, channel), disabledAt }, { $set: { told: true } });
    },

    /** Switches on; with a `target` only when the row is of that address. */
    async enable(profile: string, channel: Channel, target?: string): Promise<void> {
      await rows.deleteOne({ _id: idOf(profile, channel), ...(target === undefined ? {} : { target }) });
    },
  };
}

function idOf(profile: string, channel: Channel): string {
  return `${profile}/${channel}`;
}

function withoutId({ _id, ...fields }: ChannelStateDocument): Omit<ChannelStateDocument, '_id'> {
  return fields;
}

function fromDocument(row: ChannelStateDocument): DisabledChannel {
  return withoutId(row);
}
