import { trusted, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import { certificateModel } from './certificates';
import { relationModel } from './relation-model';
import { waking } from './stored-fields';

/**
 * Whether a certificate silences those before it depends on its state and its window: when it has changed, scans have to look
 * at them. Called behind the change; should a process die in between, the daily look finds it.
 */
export function createPredecessorWaking(db: Connection) {
  const relations = relationModel(db);
  const certificates = collectionOf(certificateModel(db));
  return async function wakePredecessors(successors: readonly string[]): Promise<void> {
    if (successors.length === 0) return;
    const edges = await relations
      .find({ successor: trusted({ $in: [...successors] }), removedAt: null }, { predecessor: 1 })
      .lean();
    const behind = [...new Set(edges.map(({ predecessor }) => predecessor))];
    if (behind.length > 0) await certificates.updateMany({ _id: { $in: behind } }, waking);
  };
}
