import {
  canBePredecessor,
  isIssuedYet,
  mostRemaining,
  relationTypeOf,
  type DetectedFacts,
} from '../../domain/certificates/relations';
import {
  hasUndecodable,
  judgeSuccession,
  namesLeft,
  toComparable,
  type Comparable,
  type UndecodableNames,
} from '../../domain/certificates/succession';
import type { ExpirationRule } from '../../domain/expiration/due';
import type { NamedCertificate, ReplacementCandidates } from '../../store/certificates/replacement-candidates';
import { readUndecodableNames } from '../../x509/undecodable-names';

export type DetectionRule = Pick<ExpirationRule, 'replacementDetection' | 'requireAllPurposes'>;
/** The rule of an RA profile; null is the platform's. */
export type DetectionRuleOf = (raProfile: string | null) => DetectionRule;

/** A certificate of the inventory, ready to be compared with others. */
export interface Candidate {
  readonly certificate: NamedCertificate;
  readonly comparable: Comparable;
}

export type OrderedFacts = Omit<DetectedFacts, 'lost'>;

/** What the present rules make of a pair; null: the one is no successor of the other. */
export function judgePair(
  { certificate: p, comparable: predecessor }: Candidate,
  { certificate: s, comparable: successor }: Candidate,
  ruleOf: DetectionRuleOf,
): DetectedFacts | null {
  const { replacementDetection, requireAllPurposes } = ruleOf(p.raProfile);
  if (!canBePredecessor(p) || replacementDetection === 'explicit') return null;
  const validated = replacementDetection === 'validated';
  const succession = judgeSuccession(successor, predecessor, { validated, requireAllPurposes });
  if (succession.kind === 'none') return null;
  const remaining = succession.kind === 'partial' ? succession.remaining : [];
  return {
    type: succession.kind === 'partial' && isIssuedYet(s) ? 'partial' : relationTypeOf(p, s),
    lost: succession.lost,
    ...toldOf(remaining),
  };
}

/** What their names make of a pair whose second was ordered in place of the first: an authority may leave names out. */
export function judgeOrdered(
  { certificate: p, comparable: predecessor }: Candidate,
  { certificate: s, comparable: successor }: Candidate,
): OrderedFacts {
  const left = namesLeft(successor, predecessor);
  if (left !== 'all' && left.length === 0) return { type: relationTypeOf(p, s), ...toldOf([]) };
  return { type: 'partial', ...toldOf(left === 'all' ? predecessor.names.map(({ name }) => name) : left) };
}

function toldOf(remaining: readonly string[]) {
  return { remaining: remaining.slice(0, mostRemaining), remainingCount: remaining.length };
}

/** Makes certificates ready to be compared; of those with names that are no text the content is read, too. */
export function createCandidateReader({ find, contents }: Pick<ReplacementCandidates, 'find' | 'contents'>) {
  async function ready(certificates: readonly NamedCertificate[]): Promise<Candidate[]> {
    const unclear = certificates.filter(hasUndecodable).map(({ uuid }) => uuid);
    const ders = unclear.length === 0 ? new Map<string, Buffer>() : await contents(unclear);
    return certificates.map((certificate) => {
      const der = ders.get(certificate.uuid);
      const octets: UndecodableNames | null = der === undefined ? null : readUndecodableNames(der);
      return { certificate, comparable: toComparable(certificate, octets) };
    });
  }

  return {
    ready,

    /** Those that exist, by uuid. */
    async read(uuids: readonly string[]): Promise<Map<string, Candidate>> {
      const found = await ready(await find(uuids));
      return new Map(found.map((candidate) => [candidate.certificate.uuid, candidate]));
    },
  };
}

export type CandidateReader = ReturnType<typeof createCandidateReader>;
