import { Schema } from 'mongoose';

const mixed = Schema.Types.Mixed;

/** What the rows of `AddressedNotice` have in common in the database. */
export const addressedNoticeFields = {
  firingId: String,
  event: String,
  origins: mixed,
  profile: String,
  profileVersion: Number,
  channel: String,
  recipient: mixed,
  createdAt: Date,
} as const;
