import { groupBy } from '../values/group-by';
import type { CertificateRecord, CertificateState } from './certificate';
import { comparableDn } from './comparable-names';

/**
 * `renewal`: same subject, issuer and key; `rekey`: another key; `replacement`: anything else; `partial`: some
 * names only; `pending`: the successor is not issued yet.
 */
export const relationTypes = ['renewal', 'rekey', 'replacement', 'partial', 'pending'] as const;
export type RelationType = (typeof relationTypes)[number];

export const relationOrigins = ['operation', 'manual', 'detected'] as const;
export type RelationOrigin = (typeof relationOrigins)[number];

export interface RelationAuthor {
  readonly uuid: string;
  readonly name: string;
}

/** Joins a certificate and the one that takes its place. There is one at most for a pair. */
export interface Relation {
  readonly uuid: string;
  /** uuids of certificates. */
  readonly predecessor: string;
  readonly successor: string;
  readonly type: RelationType;
  readonly origin: RelationOrigin;
  readonly createdAt: Date;
  /** Null: the product itself. */
  readonly createdBy: RelationAuthor | null;
  /** Purposes that the predecessor has and the successor lacks, by name; detected relations only. */
  readonly lost: readonly string[];
  /** Of a partial one that no person made: names that the successor lacks, the first `mostRemaining` of them. */
  readonly remaining: readonly string[];
  /** How many names it lacks in all. */
  readonly remainingCount: number;
  /** Version of the rules that found it; null for what people and operations say. */
  readonly rule: number | null;
  /** A removed relation is remembered, so that it is not detected again. */
  readonly removedAt: Date | null;
  readonly removedBy: RelationAuthor | null;
}

/** What detection says of a pair. */
export type DetectedFacts = Pick<Relation, 'type' | 'lost' | 'remaining' | 'remainingCount'>;

/** Names that one relation lists; a certificate may have thousands, and many partial successors. */
export const mostRemaining = 100;

/** Rises when the rules of detection change: what an earlier version found is judged again before it counts. */
export const detectionRule = 2;

type Names = Pick<CertificateRecord, 'subjectAttributes' | 'issuerAttributes' | 'spkiSha256'>;
type Edge = Pick<Relation, 'predecessor' | 'successor'>;

const notIssuedYet: ReadonlySet<CertificateState> = new Set([
  'requested',
  'pending_approval',
  'pending_issue',
  'pending_registration',
  'registered',
]);

export function isIssuedYet({ state }: Pick<CertificateRecord, 'state'>): boolean {
  return !notIssuedYet.has(state);
}

/** Only what was issued can be succeeded. */
export function canBePredecessor({ state }: Pick<CertificateRecord, 'state'>): boolean {
  return state === 'issued' || state === 'revoked';
}

/** The type that the facts of both certificates give where the successor takes the whole place. */
export function relationTypeOf(
  predecessor: Names,
  successor: Names & Pick<CertificateRecord, 'state'>,
): Exclude<RelationType, 'partial'> {
  if (!isIssuedYet(successor)) return 'pending';
  const isSameName =
    comparableDn(predecessor.subjectAttributes) === comparableDn(successor.subjectAttributes) &&
    comparableDn(predecessor.issuerAttributes) === comparableDn(successor.issuerAttributes);
  if (!isSameName) return 'replacement';
  return predecessor.spkiSha256 === successor.spkiSha256 ? 'renewal' : 'rekey';
}

/** Found by an earlier version of the rules: it is judged again before it counts. */
export function isOutdated({ origin, rule }: Pick<Relation, 'origin' | 'rule'>): boolean {
  return origin === 'detected' && (rule ?? 0) < detectionRule;
}

/**
 * Whether the successor of a relation may silence its predecessor: not for some names only, not before it is issued,
 * not by rules that are no longer in force, and not with less purposes where all are required.
 */
export function countsAsSuccessor(
  { type, origin, rule, lost }: Pick<Relation, 'type' | 'origin' | 'rule' | 'lost'>,
  { requireAllPurposes }: { readonly requireAllPurposes: boolean },
): boolean {
  if (type === 'partial' || type === 'pending') return false;
  return origin !== 'detected' || (!isOutdated({ origin, rule }) && !(requireAllPurposes && lost.length > 0));
}

/** Whether a further relation would lead back to its own predecessor. A relation of a certificate to itself would. */
export function wouldCycle(edges: Iterable<Edge>, predecessor: string, successor: string): boolean {
  const edgesFrom = groupBy(edges, (edge) => edge.predecessor);
  const seen = new Set<string>();
  const waiting = [successor];
  for (let uuid = waiting.pop(); uuid !== undefined; uuid = waiting.pop()) {
    if (uuid === predecessor) return true;
    if (seen.has(uuid)) continue;
    seen.add(uuid);
    waiting.push(...(edgesFrom.get(uuid) ?? []).map((edge) => edge.successor));
  }
  return false;
}
