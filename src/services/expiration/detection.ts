import {
  canBePredecessor,
  detectPredecessors,
  detectSuccessors,
  relationTypeOf,
  wouldCycle,
  type RelationType,
} from '../../domain/certificates/relations';
import type { ExpirationRule } from '../../domain/expiration/due';
import type { RelatedCertificate, ReplacementCandidates } from '../../store/certificates/replacement-candidates';
import { relationIdOf, type RelationStore } from '../../store/certificates/relations';

export interface DetectionDeps {
  readonly candidates: ReplacementCandidates;
  readonly relations: Pick<RelationStore, 'known' | 'addDetected' | 'walkFrom' | 'tellAgain'>;
  /** The rule of an RA profile, as it is now; null is the platform's. */
  readonly rules: () => Promise<(raProfile: string | null) => Pick<ExpirationRule, 'replacementDetection'>>;
  /** Told which certificates gained a successor. */
  readonly onReplaced: (predecessors: readonly string[]) => Promise<void>;
  readonly now: () => Date;
}

interface DetectedPair {
  readonly predecessor: string;
  readonly successor: string;
  readonly type: RelationType;
  /** Both certificates tell of a relation of this type. */
  readonly isInStep: boolean;
}

/** Relations that one detection makes for a certificate in one direction, the latest by notBefore first. */
const mostOfOne = 100;
/** Relations that one detection makes in one direction, shared by its certificates; each has its latest. */
const mostOfAll = 4_000;

/**
 * Finds replacements: certificates of one subject with the same SANs or the same key, of which one begins
 * later. Of two uploads at the same time each looks after its own insert, so one of them sees the other. Pairs that
 * are known, also removed ones, stay as they are.
 */
export function createReplacementDetection(deps: DetectionDeps) {
  async function pairsOf(subjects: readonly RelatedCertificate[]): Promise<DetectedPair[]> {
    const withKeys = subjects.filter(
      ({ replacementKeys, notBefore }) => replacementKeys.length > 0 && notBefore !== null,
    );
    if (withKeys.length === 0) return [];
    const found = await deps.candidates.sharing(withKeys.flatMap(({ replacementKeys }) => replacementKeys));
    const byKey = groupByKey(found.filter(({ notBefore }) => notBefore !== null).sort(latestFirst));
    const others = withKeys.map((subject) => ({ subject, others: sharingWith(subject, byKey) }));
    if (others.every((entry) => entry.others.length === 0)) return [];
    const ruleOf = await deps.rules();
    const pairs = new Map<string, DetectedPair>();
    const join = (predecessor: RelatedCertificate, successor: RelatedCertificate) => {
      if (!canBePredecessor(predecessor)) return;
      if (ruleOf(predecessor.raProfile).replacementDetection !== 'automatic') return;
      const pair = { predecessor: predecessor.uuid, successor: successor.uuid };
      const type = relationTypeOf(predecessor, successor);
      const isInStep = predecessor.succeedingCertificates.length > 0 && successor.precedingCertificates.length > 0;
      pairs.set(relationIdOf(pair), { ...pair, type, isInStep });
    };
    const most = Math.max(1, Math.min(mostOfOne, Math.floor(mostOfAll / subjects.length)));
    for (const entry of others) {
      for (const other of detectSuccessors(entry.subject, entry.others).slice(0, most)) join(entry.subject, other);
      for (const other of detectPredecessors(entry.subject, entry.others).slice(0, most)) join(other, entry.subject);
    }
    return [...pairs.values()];
  }

  async function detectAmong(subjects: readonly RelatedCertificate[]): Promise<string[]> {
    const pairs = await pairsOf(subjects);
    if (pairs.length === 0) return [];
    const known = await deps.relations.known(pairs);
    const added = await deps.relations.addDetected(
      await withoutCycles(pairs.filter((pair) => !known.has(relationIdOf(pair)))),
      deps.now(),
    );
    // Added by a process that died before it could say so on the certificates.
    const unsaid = pairs.flatMap((pair) => {
      const relation = pair.isInStep ? undefined : known.get(relationIdOf(pair));
      return relation === undefined || relation.removedAt !== null ? [] : [relation];
    });
    await deps.relations.tellAgain(unsaid);
    const replaced = [...new Set([...added, ...unsaid].map(({ predecessor }) => predecessor))];
    if (replaced.length > 0) await deps.onReplaced(replaced);
    return replaced;
  }

  /** Detected relations lead forward in time; together with one that a person made they might lead back. */
  async function withoutCycles(pairs: readonly DetectedPair[]): Promise<DetectedPair[]> {
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
  };
}

export type ReplacementDetection = ReturnType<typeof createReplacementDetection>;

function latestFirst(one: RelatedCertificate, other: RelatedCertificate): number {
  return other.notBefore!.getTime() - one.notBefore!.getTime() || (one.uuid < other.uuid ? -1 : 1);
}

function groupByKey(certificates: readonly RelatedCertificate[]): Map<string, RelatedCertificate[]> {
  const byKey = new Map<string, RelatedCertificate[]>();
  for (const certificate of certificates) {
    for (const key of certificate.replacementKeys) {
      const group = byKey.get(key);
      if (group === undefined) byKey.set(key, [certificate]);
      else group.push(certificate);
    }
  }
  return byKey;
}

function sharingWith(
  subject: RelatedCertificate,
  byKey: ReadonlyMap<string, readonly RelatedCertificate[]>,
): RelatedCertificate[] {
  const groups = subject.replacementKeys.flatMap((key) => byKey.get(key) ?? []);
  return [...new Set(groups)].filter(({ uuid }) => uuid !== subject.uuid).sort(latestFirst);
}
