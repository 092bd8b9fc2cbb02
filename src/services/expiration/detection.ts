import {
  canBePredecessor,
  detectionRule,
  isIssuedYet,
  relationTypeOf,
  wouldCycle,
  type DetectedFacts,
  type Relation,
} from '../../domain/certificates/relations';
import { judgeSuccession, toComparable, type Comparable } from '../../domain/certificates/succession';
import type { ExpirationRule } from '../../domain/expiration/due';
import type { NamedCertificate, ReplacementCandidates } from '../../store/certificates/replacement-candidates';
import { soughtKeysOf } from '../../store/certificates/replacement-keys';
import { relationIdOf, type DetectedPair, type RelationStore } from '../../store/certificates/relations';
import { lookUpPlan, type LookUp } from './look-ups';

type DetectionRule = Pick<ExpirationRule, 'replacementDetection' | 'requireAllPurposes'>;

export interface DetectionDeps {
  readonly candidates: ReplacementCandidates;
  readonly relations: Pick<
    RelationStore,
    'known' | 'addDetected' | 'walkFrom' | 'tellAgain' | 'outdatedOf' | 'rejudge' | 'withdraw'
  >;
  /** The rule of an RA profile, as it is now; null is the platform's. */
  readonly rules: () => Promise<(raProfile: string | null) => DetectionRule>;
  /** Told which certificates gained a successor. */
  readonly onReplaced: (predecessors: readonly string[]) => Promise<void>;
  readonly now: () => Date;
}

interface Found extends DetectedPair {
  /** Both certificates tell of a relation of this type. */
  readonly isInStep: boolean;
}

interface Candidate {
  readonly certificate: NamedCertificate;
  readonly comparable: Comparable;
}

/** Relations that one detection makes for a certificate in one direction. */
const mostOfOne = 100;
/** Relations that one detection makes in one direction, shared by its certificates; each has its latest. */
const mostOfAll = 4_000;

/**
 * Finds replacements: certificates that can do another's work, or some of it, and begin later. Of two
 * uploads at the same time each looks after its own insert, so one of them sees the other. Pairs that are known, also
 * removed ones, stay as they are; what an earlier version of the rules found is judged again.
 */
export function createReplacementDetection(deps: DetectionDeps) {
  const toCandidate = (certificate: NamedCertificate): Candidate => ({
    certificate,
    comparable: toComparable(certificate),
  });

  async function pairsOf(subjects: readonly NamedCertificate[]): Promise<Found[]> {
    const sought = new Map(
      subjects
        .filter(({ notBefore }) => notBefore !== null)
        .map((subject) => [subject.uuid, soughtKeysOf(subject)] as const),
    );
    const keys = [...sought.values()].flat();
    if (keys.length === 0) return [];
    const most = Math.max(1, Math.min(mostOfOne, Math.floor(mostOfAll / subjects.length)));
    const plans = lookUpPlan(subjects, sought, await deps.candidates.sharing(keys), most);
    if (plans.length === 0) return [];
    const ruleOf = await deps.rules();
    const pairs = new Map<string, Found>();
    for (const plan of plans)
      for (const found of await judgeAll(plan, most, ruleOf)) pairs.set(relationIdOf(found), found);
    return [...pairs.values()];
  }

  /** The look-ups of one plan: their certificates are read together. */
  async function judgeAll(
    plan: readonly LookUp[],
    most: number,
    ruleOf: (raProfile: string | null) => DetectionRule,
  ): Promise<Found[]> {
    const uuids = new Set(plan.flatMap(({ successors, predecessors }) => [...successors, ...predecessors]));
    const found = new Map((await deps.candidates.find([...uuids])).map((one) => [one.uuid, toCandidate(one)]));
    return plan.flatMap(({ subject, successors, predecessors }) => {
      const own = toCandidate(subject);
      const others = (list: readonly string[]) => list.flatMap((uuid) => found.get(uuid) ?? []);
      const succeeding = others(successors).flatMap((other) => judge(own, other, ruleOf));
      const preceding = others(predecessors).flatMap((other) => judge(other, own, ruleOf));
      return [...fullFirst(succeeding).slice(0, most), ...fullFirst(preceding).slice(0, most)];
    });
  }

  /** None or one. */
  function judge(
    { certificate: p, comparable: predecessor }: Candidate,
    { certificate: s, comparable: successor }: Candidate,
    ruleOf: (raProfile: string | null) => DetectionRule,
  ): Found[] {
    const { replacementDetection, requireAllPurposes } = ruleOf(p.raProfile);
    if (!canBePredecessor(p) || replacementDetection === 'explicit') return [];
    const validated = replacementDetection === 'validated';
    const succession = judgeSuccession(successor, predecessor, { validated, requireAllPurposes });
    if (succession.kind === 'none') return [];
    const isPartial = succession.kind === 'partial' && isIssuedYet(s);
    const facts: DetectedFacts = {
      type: isPartial ? 'partial' : relationTypeOf(p, s),
      lost: succession.lost,
      remaining: succession.kind === 'partial' ? succession.remaining : [],
    };
    const isInStep = p.succeedingCertificates.includes(facts.type) && s.precedingCertificates.includes(facts.type);
    return [{ predecessor: p.uuid, successor: s.uuid, ...facts, isInStep }];
  }

  async function detectAmong(subjects: readonly NamedCertificate[]): Promise<string[]> {
    const pairs = await pairsOf(subjects);
    const again = await judgeAgain(subjects, new Set(pairs.map(relationIdOf)));
    if (pairs.length === 0) return again;
    const known = await deps.relations.known(pairs);
    const added = await deps.relations.addDetected(
      await withoutCycles(pairs.filter((pair) => !known.has(relationIdOf(pair)))),
      deps.now(),
    );
    const alive = pairs.flatMap((pair) => {
      const relation = known.get(relationIdOf(pair));
      return relation === undefined || relation.removedAt !== null ? [] : [{ pair, relation }];
    });
    const outdated = alive.filter(({ relation }) => isOutdated(relation)).map(({ pair }) => pair);
    await deps.relations.rejudge(outdated);
    // Added by a process that died before it could say so on the certificates.
    const unsaid = alive.filter(({ pair }) => !pair.isInStep);
    await deps.relations.tellAgain(
      unsaid.map(({ relation, pair: { type, lost, remaining } }) => ({ ...relation, type, lost, remaining })),
    );
    const gained = [...added, ...outdated, ...unsaid.map(({ pair }) => pair)];
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
    const known = new Map((await deps.candidates.find(uuids)).map((one) => [one.uuid, toCandidate(one)]));
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

    rejudge,
  };
}

export type ReplacementDetection = ReturnType<typeof createReplacementDetection>;

function isOutdated({ origin, rule }: Pick<Relation, 'origin' | 'rule'>): boolean {
  return origin === 'detected' && rule !== detectionRule;
}

/** Those that take the whole place before those that take some names. */
function fullFirst(found: readonly Found[]): Found[] {
  return [...found.filter(({ type }) => type !== 'partial'), ...found.filter(({ type }) => type === 'partial')];
}
