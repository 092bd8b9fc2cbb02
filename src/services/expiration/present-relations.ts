import { detectionRule, isOutdated, type Relation } from '../../domain/certificates/relations';
import { judgePair, type CandidateReader, type DetectionRuleOf } from './judgement';

export type PresentRelations = (
  relations: readonly Relation[],
  ruleOf: () => Promise<DetectionRuleOf>,
) => Promise<Relation[]>;

/** Pairs whose certificates, with all of their names, are in memory at the same time. */
const pairsAtOnce = 50;

/**
 * Relations as the present rules see them. What earlier rules found is judged in passing, and left out where it does not
 * hold: whoever reads need not wait until the stored relations have been judged again. Costs nothing when none is old.
 */
export function createPresentRelations({ read }: Pick<CandidateReader, 'read'>): PresentRelations {
  return async (relations, ruleOf) => {
    const outdated = relations.filter((relation) => relation.removedAt === null && isOutdated(relation));
    if (outdated.length === 0) return [...relations];
    const rules = await ruleOf();
    const present = new Map<string, Relation>();
    for (let from = 0; from < outdated.length; from += pairsAtOnce) {
      const some = outdated.slice(from, from + pairsAtOnce);
      const known = await read(some.flatMap(({ predecessor, successor }) => [predecessor, successor]));
      for (const relation of some) {
        const [predecessor, successor] = [known.get(relation.predecessor), known.get(relation.successor)];
        if (predecessor === undefined || successor === undefined) continue;
        const facts = judgePair(predecessor, successor, rules);
        if (facts !== null) present.set(relation.uuid, { ...relation, ...facts, rule: detectionRule });
      }
    }
    const old = new Set(outdated.map(({ uuid }) => uuid));
    return relations.flatMap((relation) => (old.has(relation.uuid) ? (present.get(relation.uuid) ?? []) : relation));
  };
}
