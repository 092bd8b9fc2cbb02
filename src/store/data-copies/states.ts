import { Schema, type Connection } from 'mongoose';
import type { CopiedCollection } from '../../domain/data-copies/copy';
import { collectionOf, filterOf, updateOf } from '../database/collection';
import { isDuplicateKey, modelOf } from '../database/connection';
import type { Position } from './raw-rows';

/** Holds what this file has: it is not copied. */
export const copiesCollection = 'data_copies';

/** What a database is for copies of the installation. */
interface StateDocument {
  /** `source`, `target`, or `at:` and a collection of the target. */
  readonly _id: string;
  /** Made at the source by the first copy of it. */
  readonly copyId: string;
  /** Of the source: since when it is closed, as its data are moving or have moved. */
  readonly closedAt?: Date | null;
  /** Of the target. */
  readonly startedAt?: Date;
  readonly finishedAt?: Date | null;
  /** The process that copies, and a number that rises while it does. */
  readonly holder?: string;
  readonly beat?: number;
  readonly pass?: number;
  readonly hasIndexes?: boolean;
  readonly collections?: readonly CopiedCollection[];
  /** Of a collection: how far a pass has come; null when it is through. */
  readonly position?: Position | null;
}

export type TargetState = StateDocument & { readonly startedAt: Date; readonly pass: number };

const schema = new Schema<StateDocument>(
  {
    _id: String,
    copyId: String,
    closedAt: Date,
    startedAt: Date,
    finishedAt: Date,
    holder: String,
    beat: Number,
    pass: Number,
    hasIndexes: Boolean,
    collections: { type: Schema.Types.Mixed },
    position: { type: Schema.Types.Mixed },
  },
  { versionKey: false, strict: 'throw' },
);

export type CopyStates = ReturnType<typeof createCopyStates>;

/** What a database says of copies from it and into it. */
export function createCopyStates(db: Connection) {
  const rows = collectionOf(modelOf(db, copiesCollection, schema));
  const one = async (id: string) => (await rows.findOne({ _id: id })) ?? undefined;

  return {
    /** The name of this database as the source of copies, made where there is none. */
    async sourceId(made: string): Promise<string> {
      await rows.updateOne({ _id: 'source' }, { $setOnInsert: { copyId: made, closedAt: null } }, { upsert: true });
      return (await one('source'))?.copyId ?? made;
    },

    source: () => one('source'),

    /** No process of the product starts on a closed database. */
    async setClosed(closedAt: Date | null): Promise<boolean> {
      const { matchedCount } = await rows.updateOne({ _id: 'source' }, { $set: { closedAt } });
      return matchedCount > 0;
    },

    target: async () => (await one('target')) as TargetState | undefined,

    /** False when somebody else has made the row. */
    async begin(copyId: string, holder: string, startedAt: Date): Promise<boolean> {
      try {
        await rows.insertOne({ _id: 'target', copyId, holder, startedAt, finishedAt: null, beat: 1, pass: 1 });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Takes the copy over from a process that is no more. False when another one was quicker. */
    async takeOver({ holder: before, beat }: TargetState, holder: string): Promise<boolean> {
      const { matchedCount } = await rows.updateOne(filterOf({ _id: 'target', holder: before, beat }), {
        $set: { holder },
        $inc: { beat: 1 },
      });
      return matchedCount > 0;
    },

    /** False when another process has taken the copy over. */
    async note(holder: string, change: Partial<Omit<StateDocument, '_id'>> = {}): Promise<boolean> {
      const set = Object.keys(change).length === 0 ? {} : { $set: change };
      const { matchedCount } = await rows.updateOne(
        { _id: 'target', holder },
        updateOf<StateDocument>({ ...set, $inc: { beat: 1 } }),
      );
      return matchedCount > 0;
    },

    /** How far a pass has come in a collection; undefined: it has not begun. */
    async position(name: string, pass: number): Promise<Position | null | undefined> {
      const row = await one(`at:${name}`);
      return row?.pass === pass ? row.position : undefined;
    },

    async setPosition(name: string, pass: number, position: Position | null): Promise<void> {
      await rows.updateOne({ _id: `at:${name}` }, { $set: { pass, position } }, { upsert: true });
    },

    async forgetPositions(): Promise<void> {
      await rows.deleteMany({ _id: { $gte: 'at:', $lt: 'at;' } });
    },
  };
}
