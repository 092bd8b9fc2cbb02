import { trusted, type Connection } from 'mongoose';
import { collectionOf } from '../database/collection';
import type { Relation } from '../../domain/certificates/relations';
import { certificateModel } from './certificates';
import { waking } from './stored-fields';
import { relationModel } from './relation-model';

type Edge = Pick<Relation, 'predecessor' | 'successor' | 'type'>;

interface Lists {
  readonly succeedingCertificates: readonly string[];
  readonly precedingCertificates: readonly string[];
}

/** Enough for several writers at once; the next change of a relation comes by here again. */
const mostPasses = 5;

/**
 * Keeps the relation types on the certificates, which conditions and searches read, as the relations say. They are
 * derived, so neither the revision nor the time of change moves: whoever has read a certificate can still change it.
 */
export function createRelationLists(db: Connection) {
  const relations = relationModel(db);
  const certificates = collectionOf(certificateModel(db));

  async function wanted(uuids: readonly string[]): Promise<Map<string, Lists>> {
    const projection = { predecessor: 1, successor: 1, type: 1 } as const;
    const among = trusted({ $in: [...uuids] });
    const [succeeding, preceding] = await Promise.all([
      relations.find({ predecessor: among, removedAt: null }, projection).lean(),
      relations.find({ successor: among, removedAt: null }, projection).lean(),
    ]);
    const typesBy = (edges: readonly Edge[], end: 'predecessor' | 'successor') => {
      const types = new Map<string, Set<string>>();
      for (const edge of edges) types.set(edge[end], (types.get(edge[end]) ?? new Set<string>()).add(edge.type));
      return types;
    };
    const successors = typesBy(succeeding, 'predecessor');
    const predecessors = typesBy(preceding, 'successor');
    return new Map(
      uuids.map((uuid) => [
        uuid,
        {
          succeedingCertificates: [...(successors.get(uuid) ?? [])].sort(),
          precedingCertificates: [...(predecessors.get(uuid) ?? [])].sort(),
        },
      ]),
    );
  }

  return {
    /**
     * Writes the lists of these certificates again. It looks once more after it has written, because a slower writer
     * may have put back what it had read before: whoever writes last also looks last.
     */
    async keepInStep(uuids: readonly string[]): Promise<void> {
      let open = [...new Set(uuids)];
      // Also where the types stay the same: another successor may be in force, or none.
      if (open.length > 0) await certificates.updateMany({ _id: { $in: open } }, waking);
      for (let pass = 0; pass < mostPasses && open.length > 0; pass += 1) {
        const [lists, rows] = await Promise.all([
          wanted(open),
          certificates
            .find({ _id: { $in: open } }, { projection: { succeedingCertificates: 1, precedingCertificates: 1 } })
            .toArray(),
        ]);
        const differing = rows.filter((row) => !isSame(row, lists.get(row._id)!));
        if (differing.length > 0) {
          await certificates.bulkWrite(
            differing.map(({ _id }) => ({
              updateOne: { filter: { _id }, update: { $set: { ...lists.get(_id)! } } },
            })),
            { ordered: false },
          );
        }
        open = differing.map(({ _id }) => _id);
      }
    },
  };
}

function isSame(one: Lists, other: Lists): boolean {
  return (
    one.succeedingCertificates.join() === other.succeedingCertificates.join() &&
    one.precedingCertificates.join() === other.precedingCertificates.join()
  );
}
