import { Schema, type Connection } from 'mongoose';
import type { Approval, ApprovalComment } from '../../domain/approvals/approval';
import { approverOf } from '../../domain/approvals/profile';
import { collectionOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import { createApprovalReads } from './approval-reads';
import type { ApprovalDocument } from './approval-rows';

const mixed = Schema.Types.Mixed;
const schema = new Schema<ApprovalDocument>(
  {
    _id: String,
    profile: mixed,
    steps: mixed,
    resource: String,
    resourceAction: String,
    objectUuid: String,
    objectName: String,
    objectNames: [String],
    subjectState: String,
    creator: mixed,
    status: String,
    step: Number,
    createdAt: Date,
    expiryAt: Date,
    closedAt: Date,
    closedBecause: String,
    decisions: mixed,
    comments: mixed,
    waiter: String,
    revision: Number,
    pendingFor: String,
    concerns: [String],
    behindSince: Date,
    followedStep: Number,
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ pendingFor: 1 }, { unique: true });
schema.index({ createdAt: -1, _id: -1 });
schema.index({ concerns: 1, createdAt: -1, _id: -1 });
schema.index({ status: 1, createdAt: -1, _id: -1 });
schema.index({ objectUuid: 1, createdAt: -1, _id: -1 });
schema.index({ 'profile.uuid': 1, status: 1 });
schema.index({ status: 1, expiryAt: 1 });
schema.index({ behindSince: 1 });

/** Tries to become the pending approval of an object that others let go of meanwhile. */
const openTries = 5;

/** Approvals. The database decides which one is open for an object, and whose decision comes first. */
export function createApprovalStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'approvals', schema));

  return {
    ...createApprovalReads(rows),

    /**
     * Makes it the pending approval of its object; one that is there already stays as it is. Returns null, or the
     * other approval for which the object waits.
     */
    async open(approval: Approval): Promise<{ readonly uuid: string } | null> {
      const { uuid, ...fields } = approval;
      const free = { ...fields, status: 'starting', ...derivedOf(approval), pendingFor: ownSlot(uuid) } as const;
      try {
        const kept = { behindSince: null, followedStep: 0 };
        await rows.updateOne({ _id: uuid }, { $setOnInsert: { ...free, ...kept } }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      for (let tries = 0; tries < openTries; tries += 1) {
        try {
          // An update, because that is what the fallback store checks against the index itself.
          await rows.updateOne(
            { _id: uuid, status: 'starting' },
            { $set: { status: 'pending', pendingFor: slotOf(approval), behindSince: approval.createdAt } },
          );
          return null;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        const other = await rows.findOne({ pendingFor: slotOf(approval) }, { projection: { _id: 1 } });
        if (other === null) continue;
        await rows.deleteOne({ _id: uuid, status: 'starting' });
        return { uuid: other._id };
      }
      throw new Error('the object of an approval was taken by others each time');
    },

    /** Writes what `next` says when the row is still in the revision before; false: it has moved, read it again. */
    async move(next: Approval, at: Date): Promise<boolean> {
      const { uuid, status, step, closedAt, closedBecause, decisions, revision } = next;
      const { matchedCount } = await rows.updateOne(
        { _id: uuid, revision: revision - 1, status: 'pending' },
        {
          $set: {
            ...{ status, step, closedAt, closedBecause, decisions, revision, behindSince: at },
            ...derivedOf(next),
            ...(status === 'pending' ? {} : { pendingFor: ownSlot(uuid) }),
          },
        },
      );
      return matchedCount > 0;
    },

    /** Adds a comment once; false without such an approval, or when it has as many as it may. */
    async comment(uuid: string, comment: ApprovalComment, most: number): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(
        { _id: uuid, [`comments.${most - 1}`]: { $exists: false } },
        { $push: { comments: comment } },
      );
      return matchedCount > 0;
    },

    /** What follows from the row in this revision is done. */
    async markFollowed({ uuid, revision, step }: Pick<Approval, 'uuid' | 'revision' | 'step'>): Promise<void> {
      await rows.updateOne({ _id: uuid }, { $max: { followedStep: step } });
      await rows.updateOne({ _id: uuid, revision }, { $set: { behindSince: null } });
    },

    /** Rows of requests that broke off before they were open, and what was closed long ago. */
    async removeOlder(unstartedBefore: Date, closedBefore: Date): Promise<void> {
      await rows.deleteMany({ status: 'starting', createdAt: { $lt: unstartedBefore } });
      await rows.deleteMany({
        status: { $in: ['approved', 'rejected', 'expired'] },
        createdAt: { $lt: closedBefore },
        closedAt: { $lt: closedBefore },
        behindSince: null,
      });
    },
  };

  /** The approval itself holds this while it is the pending one of nothing. */
  function ownSlot(uuid: string): string {
    return `own:${uuid}`;
  }
}

export type ApprovalStore = ReturnType<typeof createApprovalStore>;

function slotOf({ resource, objectUuid }: Approval): string {
  return `${resource}:${objectUuid}`;
}

/** What lists ask for. */
function derivedOf(approval: Approval): Pick<ApprovalDocument, 'concerns'> {
  const { status, steps, step, creator, decisions } = approval;
  const asked = steps.slice(0, step).map((one) => {
    const { type, uuid } = approverOf(one);
    return `${type}:${uuid}`;
  });
  return {
    concerns: [
      ...(creator.uuid === null ? [] : [`creator:${creator.uuid}`]),
      ...asked,
      ...(status === 'pending' ? asked.slice(-1).map((one) => `open:${one}`) : []),
      ...decisions.map(({ user }) => `decider:${user.uuid}`),
    ],
  };
}
