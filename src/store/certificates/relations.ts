import { trusted, type Connection } from 'mongoose';
import { relationHistory } from '../../domain/certificates/relation-history';
import {
  detectionRule,
  isOutdated,
  type DetectedFacts,
  type Relation,
  type RelationAuthor,
} from '../../domain/certificates/relations';
import { groupBy } from '../../domain/values/group-by';
import { CertloomError } from '../../domain/problem';
import { createCertificateHistoryStore } from './history';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { collectionOf } from '../database/collection';
import { isDuplicateKey } from '../database/connection';
import { uuidOf } from '../database/derived-ids';
import { earlierThan } from '../database/versions';
import { createRelationLists } from './relation-lists';
import { relationModel, type RelationDocument } from './relation-model';

export type NewRelation = Omit<Relation, 'uuid' | 'removedAt' | 'removedBy' | keyof typeof unjudged> &
  Partial<Pick<Relation, 'remaining' | 'remainingCount'>>;

export type Pair = Pick<Relation, 'predecessor' | 'successor'>;
export type DetectedPair = Pair & DetectedFacts;

/** What is said of a relation that nobody has judged. */
const unjudged = { lost: [], remaining: [], remainingCount: 0, rule: null };

/** Both directions of one certificate, newest first. */
export interface RelationsOfCertificate {
  readonly predecessors: readonly Relation[];
  readonly successors: readonly Relation[];
  /** There are more than the limit in one direction. */
  readonly isCut: boolean;
}

/** Certificates that a walk along relations looks at. Longer families are longer than any cycle people make. */
const mostWalked = 2_000;

/** The id of a pair's relation: there is one row at most for a pair, removed or not. */
export function relationIdOf({ predecessor, successor }: Pair): string {
  return uuidOf(`relation:${predecessor}:${successor}`);
}

/**
 * Who succeeds whom. A removed relation stays as a row, so that it is not detected again; adding it by hand
 * brings it back. Each change is told in the history of both certificates and kept in step on them.
 */
export function createRelationStore(db: Connection) {
  const model = relationModel(db);
  const collection = collectionOf(model);
  const history = createCertificateHistoryStore(db);
  const lists = createRelationLists(db);

  async function told(relations: readonly Relation[], change: 'added' | 'removed'): Promise<void> {
    if (relations.length === 0) return;
    await history.add(relations.flatMap((relation) => relationHistory(relation, change, uuidOf)));
    await lists.keepInStep(endsOf(relations));
  }

  async function read(uuid: string): Promise<Relation | null> {
    const row = await model.findById(uuid).lean();
    return row === null ? null : toRelation(row);
  }

  /** The row of a pair that is there already, brought back if it was removed; null when it is alive. */
  async function revive(uuid: string, fields: Omit<Relation, 'uuid'>): Promise<Relation | null> {
    const row = await model
      .findOneAndUpdate({ _id: uuid, removedAt: trusted({ $ne: null }) }, { $set: fields }, { returnDocument: 'after' })
      .lean();
    return row === null ? null : toRelation(row);
  }

  return {
    /** Adds or brings back. Throws `conflict` when the pair has a relation. Cycles are the caller's concern. */
    async add(relation: NewRelation): Promise<Relation> {
      const uuid = relationIdOf(relation);
      const fields = { ...unjudged, ...relation, removedAt: null, removedBy: null };
      let added: Relation | null;
      try {
        await collection.insertOne({ _id: uuid, ...fields });
        added = { uuid, ...fields };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        added = await revive(uuid, fields);
      }
      if (added !== null) {
        await told([added], 'added');
        return added;
      }
      // Who asks again after a crash finds the row of the first time; what came after it may be missing.
      const present = await read(uuid);
      if (present !== null && present.removedAt === null) await told([present], 'added');
      throw new CertloomError('conflict', 'These two certificates have this relation already.');
    },

    /** Adds what was detected, and returns what was not there before: neither alive nor removed. */
    async addDetected(pairs: readonly DetectedPair[], at: Date): Promise<Relation[]> {
      if (pairs.length === 0) return [];
      const relations = pairs.map(({ predecessor, successor, ...facts }): Relation => {
        const fields = { predecessor, successor, ...judged(facts), origin: 'detected', createdAt: at } as const;
        return { uuid: relationIdOf(fields), ...fields, createdBy: null, removedAt: null, removedBy: null };
      });
      const clashing = await insertIgnoringDuplicates(
        collection,
        relations.map(({ uuid, ...fields }) => ({ _id: uuid, ...fields })),
      );
      const added = relations.filter((_relation, index) => !clashing.has(index));
      await told(added, 'added');
      return added;
    },

    /** Living detected relations of these predecessors that an earlier version of the rules found. */
    async outdatedOf(predecessors: readonly string[]): Promise<Relation[]> {
      const rows = await model.find({ predecessor: trusted({ $in: [...predecessors] }), removedAt: null }).lean();
      return rows.map(toRelation).filter(isOutdated);
    },

    /** Detected relations that an earlier version of the rules found, some of them; removed ones too. */
    async outdated(limit: number): Promise<Relation[]> {
      const rule = trusted({ $in: earlierThan(detectionRule) });
      const rows = await model.find({ origin: 'detected', rule }).limit(limit).lean();
      return rows.map(toRelation);
    },

    /** Removed ones, which the rules of now have nothing to say about. */
    async passOver(relations: readonly Relation[]): Promise<void> {
      if (relations.length === 0) return;
      const ids = relations.map(({ uuid }) => uuid);
      await model.updateMany(
        { _id: trusted({ $in: ids }), origin: 'detected', removedAt: trusted({ $ne: null }) },
        { $set: { rule: detectionRule } },
      );
    },

    /** Living detected relations, as the rules of now see them. */
    async rejudge(pairs: readonly DetectedPair[]): Promise<void> {
      if (pairs.length === 0) return;
      await model.collection.bulkWrite(
        pairs.map(({ predecessor, successor, ...facts }) => ({
          updateOne: {
            filter: { _id: relationIdOf({ predecessor, successor }) as never, origin: 'detected', removedAt: null },
            update: { $set: judged(facts) },
          },
        })),
        { ordered: false },
      );
      await lists.keepInStep(endsOf(pairs));
    },

    /** Takes back what was detected and does not hold; it may be detected again. */
    async withdraw(relations: readonly Relation[]): Promise<void> {
      if (relations.length === 0) return;
      const ids = relations.map(({ uuid }) => uuid);
      await model.deleteMany({ _id: trusted({ $in: ids }), origin: 'detected', removedAt: null });
      await lists.keepInStep(endsOf(relations));
    },

    /** The relation as it is after its removal; null when there is none or it was removed before. */
    async remove(uuid: string, removedBy: RelationAuthor | null, at: Date): Promise<Relation | null> {
      const row = await model
        .findOneAndUpdate(
          { _id: uuid, removedAt: null },
          { $set: { removedAt: at, removedBy } },
          { returnDocument: 'after' },
        )
        .lean();
      if (row === null) return null;
      const removed = toRelation(row);
      await told([removed], 'removed');
      return removed;
    },

    /** Of a certificate that is deleted, with what was remembered. */
    async forget(certificate: string): Promise<void> {
      const rows = await Promise.all([
        model.find({ predecessor: certificate }).lean(),
        model.find({ successor: certificate }).lean(),
      ]);
      const relations = rows.flat().map(toRelation);
      if (relations.length === 0) return;
      await model.deleteMany({ _id: trusted({ $in: relations.map(({ uuid }) => uuid) }) });
      await lists.keepInStep(endsOf(relations));
    },

    find: read,

    /** The relations of these pairs, removed ones too, by their id. */
    async known(pairs: readonly Pair[]): Promise<Map<string, Relation>> {
      if (pairs.length === 0) return new Map();
      const rows = await model.find({ _id: trusted({ $in: pairs.map(relationIdOf) }) }).lean();
      return new Map(rows.map((row) => [row._id, toRelation(row)]));
    },

    /** Whether somebody removed the relation of this pair. */
    async isRemoved(pair: Pair): Promise<boolean> {
      const row = await read(relationIdOf(pair));
      return row !== null && row.removedAt !== null;
    },

    async ofCertificate(
      uuid: string,
      { withRemoved = false, limit = 200 }: { readonly withRemoved?: boolean; readonly limit?: number } = {},
    ): Promise<RelationsOfCertificate> {
      const newestFirst = { createdAt: -1, _id: 1 } as const;
      const alive = withRemoved ? {} : { removedAt: null };
      const [predecessors, successors] = await Promise.all([
        model
          .find({ successor: uuid, ...alive })
          .sort(newestFirst)
          .limit(limit + 1)
          .lean(),
        model
          .find({ predecessor: uuid, ...alive })
          .sort(newestFirst)
          .limit(limit + 1)
          .lean(),
      ]);
      return {
        predecessors: predecessors.slice(0, limit).map(toRelation),
        successors: successors.slice(0, limit).map(toRelation),
        isCut: predecessors.length > limit || successors.length > limit,
      };
    },

    /** Uuids of those that this one succeeds by a living relation. */
    async predecessorsOf(successor: string): Promise<string[]> {
      const rows = await model.find({ successor, removedAt: null }, { predecessor: 1 }).lean();
      return rows.map(({ predecessor }) => predecessor);
    },

    /** Living relations by predecessor, in one query; who has none is missing. Detection bounds how many one has. */
    async successorsOf(predecessors: readonly string[]): Promise<Map<string, Relation[]>> {
      if (predecessors.length === 0) return new Map();
      const rows = await model.find({ predecessor: trusted({ $in: [...predecessors] }), removedAt: null }).lean();
      return groupBy(rows.map(toRelation), ({ predecessor }) => predecessor);
    },

    /** Living relations that lead on from these certificates, and from where they lead, level by level. Bounded. */
    async walkFrom(certificates: readonly string[]): Promise<Pair[]> {
      const seen = new Set(certificates);
      const edges: Pair[] = [];
      let level = [...seen];
      while (level.length > 0 && seen.size <= mostWalked) {
        const rows = await model
          .find({ predecessor: trusted({ $in: level }), removedAt: null }, { predecessor: 1, successor: 1 })
          .lean();
        edges.push(...rows);
        level = [...new Set(rows.map(({ successor }) => successor))].filter((uuid) => !seen.has(uuid));
        for (const uuid of level) seen.add(uuid);
      }
      return edges;
    },

    /** What `add` and `addDetected` do after their write, for relations whose writer may have died before it. */
    tellAgain: (relations: readonly Relation[]) => told(relations, 'added'),
  };
}

export type RelationStore = ReturnType<typeof createRelationStore>;

function endsOf(relations: readonly Pair[]): string[] {
  return relations.flatMap(({ predecessor, successor }) => [predecessor, successor]);
}

function judged({ type, lost, remaining, remainingCount }: DetectedFacts) {
  return { type, lost, remaining, remainingCount, rule: detectionRule };
}

function toRelation({ _id, ...fields }: RelationDocument): Relation {
  return { uuid: _id, ...unjudged, remainingCount: fields.remaining?.length ?? 0, ...fields };
}
