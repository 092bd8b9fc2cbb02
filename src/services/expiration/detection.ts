import { isOutdated, wouldCycle, type Relation } from '../../domain/certificates/relations';
import type { NamedCertificate, ReplacementCandidates } from '../../store/certificates/replacement-candidates';
import { soughtKeysOf } from '../../store/certificates/replacement-keys';
import { relationIdOf, type DetectedPair, type RelationStore } from '../../store/certificates/relations';
import {
  createCandidateReader,
  judgeOrdered,
  judgePair,
  type Candidate,
  type DetectionRuleOf,
  type OrderedFacts,
} from './judgement';
import { lookUpPlan, type LookUp } from './look-ups';

export interface DetectionDeps {
  readonly candidates: ReplacementCandidates;
  readonly relations: Pick<
    RelationStore,
    'known' | 'addDetected' | 'walkFrom' | 'tellAgain' | 'outdatedOf' | 'rejudge' | 'withdraw'
  >;
  /** The rule of an RA profile, as it is now; null is the platform's. */
  readonly rules: () => Promise<DetectionRuleOf>;
  /** Told which certificates gained a successor. */
  readonly onReplaced: (predecessors: readonly string[]) => Promise<void>;
  readonly now: () => Date;
}

interface Found extends DetectedPair {
  /** Both certificates tell of a relation of this type. */
  readonly isInStep: boolean;
}

/** Relations that one detection makes for a certificate in one direction. */
const mostOfOne = 100;
/** Relations that one detection makes in one direction, shared by its certificates; each has its latest. */
const mostOfAll = 4_000;
/** Keys that one detection looks for where certificates have more names than are kept as keys. */
const mostSoughtByAll = 100_000;

/**
 * Finds replacements: certificates that can do another's work, or some of it, and begin later. Of two
 * uploads at the same time each looks after its own insert, so one of them sees the other. Pairs that are known, also
 * removed ones, stay as they are; what an earlier version of the rules found is judged again.
 */
export function createReplacementDetection(deps: DetectionDeps) {
  const reader = createCandidateReader(deps.candidates);

  async function pairsOf(subjects: readonly NamedCertificate[]): Promise<Found[]> {
    const dated = subjects.filter(({ notBefore }) => notBefore !== null);
    const mostSought = Math.floor(mostSoughtByAll / Math.max(1, dated.length));
    const sought = new Map(dated.map((subject) => [subject.uuid, soughtKeysOf(subject, mostSought)] as const));
    const keys = [...sought.values()].flat();
    if (keys.length === 0) return [];
    const most = Math.max(1, Math.min(mostOfOne, Math.floor(mostOfAll / subjects.length)));
    const plans = lookUpPlan(subjects, sought, await deps.candidates.sharing(keys), most);
    if (plans.length === 0) return [];
    const ruleOf = await deps.rules();
    const pairs = new Map<string, Found>();
    for (const plan of plans)
      for (const found of await judgePlan(plan, most, ruleOf)) pairs.set(relationIdOf(found), found);
    return [...pairs.values()];
  }

  /** The look-ups of one plan: their certificates are read together. */
  async function judgePlan(plan: readonly LookUp[], most: number, ruleOf: DetectionRuleOf): Promise<Found[]> {
    const uuids = new Set(plan.flatMap(({ successors, predecessors }) => [...successors, ...predecessors]));
    const [found, subjects] = await Promise.all([
      reader.read([...uuids]),
      reader.ready(plan.map(({ subject }) => subject)),
    ]);
    return plan.flatMap(({ successors, predecessors }, index) => {
      const own = subjects[index]!;
      const others = (list: readonly string[]) => list.flatMap((uuid) => found.get(uuid) ?? []);
      const succeeding = others(successors).flatMap((other) => judge(own, other, ruleOf));
      const preceding = others(predecessors).flatMap((other) => judge(other, own, ruleOf));
      return [...fullFirst(succeeding).slice(0, most), ...fullFirst(preceding).slice(0, most)];
    });
  }

  /** None or one. */
  function judge(predecessor: Candidate, successor: Candidate, ruleOf: DetectionRuleOf): Found[] {
    const facts = judgePair(predecessor, successor, ruleOf);
    if (facts === null) return [];
    const [p, s] = [predecessor.certificate, successor.certificate];
    const isInStep = p.succeedingCertificates.includes(facts.type) && s.precedingCertificates.includes(facts.type);
    return [{ predecessor: p.uuid, successor: s.uuid, ...facts, isInStep }];
  }

  async function detectAmong(subjects: readonly NamedCertificate[]): Promise<string[]> {
    const pairs = await pairsOf(subjects);
    const again = await judgeAgain(subjects, new Set(pairs.map(relationIdOf)));
    if (pairs.length === 0) return again;
    const known = await deps.relations.known(pairs);
    const fresh = await withoutCycles(pairs.filter((pair) => !known.has(relationIdOf(pair))));
    await deps.relations.addDetected(fresh, deps.now());
    const alive = pairs.flatMap((pair) => {
      const relation = known.get(relationIdOf(pair));
      return relation === undefined || relation.removedAt !== null ? [] : [{ pair, relation }];
    });
    const outdated = alive.filter(({ relation }) => isOutdated(relation)).map(({ pair }) => pair);
    await deps.relations.rejudge(outdated);
    // Added by a process that died before it could say so on the certificates.
    const unsaid = alive.filter(({ pair }) => !pair.isInStep);
    await deps.relations.tellAgain(
      unsaid.map(({ relation, pair: { type, lost, remaining, remainingCount } }) => ({
        ...relation,
        ...{ type, lost, remaining, remainingCount },
      })),
    );
    // Of those that are new, another detection may have been faster with some: whoever asked has to know of them, too.
    const gained = [...fresh, ...outdated, ...unsaid.map(({ pair }) => pair)];
    const replaced = [...new Set([...gained.map(({ predecessor }) => predecessor), ...again])];
    if (replaced.length > 0) await deps.onReplaced(replaced);
    return replaced;
  }

  /** What an earlier version of the rules found for these and the search has not found again. */
  async function judgeAgain(subjects: readonly NamedCertificate[], found: ReadonlySet<string>): Promise<string[]> {
    const replaced = subjects.filter(({ succeedingCertificates }) => succeedingCertificates.length > 0);
    if (replaced.length === 0) return [];
    const outdated = await deps.relations.outdatedOf(replaced.map(({ uuid }) => uuid));
    return rejudge(outdated.filter((relation) => !found.has(relation.uuid)));
  }

  /** Judges relations by the rules as they are now; gives the predecessors of those that still hold. */
  async function rejudge(relations: readonly Relation[]): Promise<string[]> {
    if (relations.length === 0) return [];
    const uuids = relations.flatMap(({ predecessor, successor }) => [predecessor, successor]);
    const known = await reader.read(uuids);
    const ruleOf = await deps.rules();
    const still = relations.flatMap(({ predecessor, successor }) => {
      const [p, s] = [known.get(predecessor), known.get(successor)];
      return p === undefined || s === undefined ? [] : judge(p, s, ruleOf);
    });
    const holding = new Set(still.map(relationIdOf));
    await deps.relations.rejudge(still);
    await deps.relations.withdraw(relations.filter(({ uuid }) => !holding.has(uuid)));
    return [...new Set(still.map(({ predecessor }) => predecessor))];
  }

  /** Detected relations lead forward in time; together with one that a person made they might lead back. */
  async function withoutCycles(pairs: readonly Found[]): Promise<Found[]> {
    if (pairs.length === 0) return [];
    const edges = await deps.relations.walkFrom(pairs.map(({ successor }) => successor));
    if (edges.length === 0) return [...pairs];
    return pairs.filter(({ predecessor, successor }) => !wouldCycle(edges, predecessor, successor));
  }

  return {
    /** For certificates at hand, as they are stored. One query when nothing is found. */
    detectAmong,

    /** The uuids of those certificates, of these or of others, that gained a successor. */
    async detectFor(uuids: readonly string[]): Promise<string[]> {
      return detectAmong(await deps.candidates.find(uuids));
    },

    /** Of a certificate that was ordered in place of another; null when one of them is gone. */
    async judgeOrdered(predecessor: string, successor: string): Promise<OrderedFacts | null> {
      const found = await reader.read([predecessor, successor]);
      const [p, s] = [found.get(predecessor), found.get(successor)];
      return p === undefined || s === undefined ? null : judgeOrdered(p, s);
    },

    /** Brings stored relations to the present rules: they are written again, or taken back where they do not hold. */
    async judgeOutdated(relations: readonly Relation[]): Promise<void> {
      const replaced = await rejudge(relations);
      if (replaced.length > 0) await deps.onReplaced(replaced);
    },
  };
}

export type ReplacementDetection = ReturnType<typeof createReplacementDetection>;

/** Those that take the whole place before those that take some names. */
function fullFirst(found: readonly Found[]): Found[] {
  return [...found.filter(({ type }) => type !== 'partial'), ...found.filter(({ type }) => type === 'partial')];
}
