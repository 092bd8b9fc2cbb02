import { Schema, type Connection } from 'mongoose';
import { CertloomError } from '../../domain/problem';
import { staleRevision, type SeenRevision } from '../../domain/revision';
import { mostViews, type SavedView } from '../../domain/views/saved-view';
import { collectionOf, filterOf } from '../database/collection';
import { modelOf } from '../database/connection';
import { countRows, type Count } from '../database/count';

interface ViewDocument extends Omit<SavedView, 'uuid'> {
  readonly _id: string;
}

const schema = new Schema<ViewDocument>(
  {
    ...{ _id: String, screen: String, name: String, columns: [String], shared: Boolean, owner: String },
    query: { type: Schema.Types.Mixed, default: {} },
    ...{ createdAt: Date, updatedAt: Date, revision: Number },
  },
  { versionKey: false, strict: 'throw', minimize: false },
);
schema.index({ owner: 1, screen: 1, name: 1 });
schema.index({ shared: 1, screen: 1, name: 1 });

/** Whose views are asked for, and which of them. */
export interface ViewFilter {
  /** uuid of the person who asks: sees own ones, and what others share. */
  readonly reader: string;
  readonly screen?: string | undefined;
  /** Only own ones, or only those of others. */
  readonly mine?: boolean | undefined;
}

/** Where a page of views begins: behind this one. */
export interface ViewPosition {
  readonly name: string;
  readonly uuid: string;
}

/** Saved views of lists: own ones and what others share. */
export function createSavedViewStore(db: Connection) {
  const rows = collectionOf(modelOf(db, 'saved_views', schema));

  return {
    /** By name. */
    async list(filter: ViewFilter, after: ViewPosition | undefined, limit: number): Promise<SavedView[]> {
      const behind =
        after === undefined
          ? []
          : [{ $or: [{ name: { $gt: after.name } }, { name: after.name, _id: { $gt: after.uuid } }] }];
      const found = await rows
        .find(filterOf({ $and: [visible(filter), ...behind] }))
        .sort({ name: 1, _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(toView);
    },

    count: (filter: ViewFilter): Promise<Count> => countRows(rows, visible(filter)),

    async find(uuid: string): Promise<SavedView | undefined> {
      const row = await rows.findOne({ _id: uuid });
      return row === null ? undefined : toView(row);
    },

    /** Another view of this person, of this screen and name. Two tabs that save at once may both have one: no harm. */
    async namesake({ owner, screen, name, uuid }: Pick<SavedView, 'owner' | 'screen' | 'name' | 'uuid'>) {
      const row = await rows.findOne({ owner, screen, name, _id: { $ne: uuid } });
      return row === null ? undefined : toView(row);
    },

    /** Whether there is room for one more that is shared, or not. */
    async hasRoom(owner: string, shared: boolean): Promise<boolean> {
      if (shared && (await rows.countDocuments({ shared: true }, { limit: mostViews.shared })) >= mostViews.shared)
        return false;
      return (await rows.countDocuments({ owner }, { limit: mostViews.own })) < mostViews.own;
    },

    async insert({ uuid, ...view }: SavedView): Promise<void> {
      await rows.insertOne({ _id: uuid, ...view });
    },

    /** Throws `revision_mismatch` where somebody else was faster. */
    async replace({ uuid, ...view }: SavedView, seen: number): Promise<void> {
      const { matchedCount } = await rows.replaceOne({ _id: uuid, revision: seen }, view);
      if (matchedCount === 0) throw staleRevision();
    },

    /** Throws `not_found` or `revision_mismatch`. */
    async remove(uuid: string, seen: SeenRevision): Promise<void> {
      const { deletedCount } = await rows.deleteOne({ _id: uuid, ...(seen === 'any' ? {} : { revision: seen }) });
      if (deletedCount > 0) return;
      if ((await rows.findOne({ _id: uuid })) === null) throw new CertloomError('not_found', 'There is no such view.');
      throw staleRevision();
    },

    /** Views of a person who is being deleted go, but for shared ones: others use them. */
    async removeOf(owner: string): Promise<void> {
      await rows.deleteMany({ owner, shared: false });
    },
  };
}

export type SavedViewStore = ReturnType<typeof createSavedViewStore>;

function visible({ reader, screen, mine }: ViewFilter): object {
  const whose =
    mine === undefined
      ? { $or: [{ owner: reader }, { shared: true }] }
      : mine
        ? { owner: reader }
        : { owner: { $ne: reader }, shared: true };
  return { ...whose, ...(screen === undefined ? {} : { screen }) };
}

function toView({ _id, ...view }: ViewDocument): SavedView {
  return { uuid: _id, ...view };
}
