import { groupBy } from '../values/group-by';
import type { CertificateRecord, CertificateState } from './certificate';

/** `renewal`: same subject, issuer and key; `rekey`: another key; `pending`: the successor is not issued yet. */
export const relationTypes = ['renewal', 'rekey', 'replacement', 'pending'] as const;
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
  /** A removed relation is remembered, so that it is not detected again. */
  readonly removedAt: Date | null;
  readonly removedBy: RelationAuthor | null;
}

type Names = Pick<CertificateRecord, 'subjectDn' | 'issuerDn' | 'spkiSha256'>;
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

/** The type that the facts of both certificates give. */
export function relationTypeOf(predecessor: Names, successor: Names & Pick<CertificateRecord, 'state'>): RelationType {
  if (!isIssuedYet(successor)) return 'pending';
  const isSameName =
    normaliseDn(predecessor.subjectDn) === normaliseDn(successor.subjectDn) &&
    normaliseDn(predecessor.issuerDn) === normaliseDn(successor.issuerDn);
  if (!isSameName) return 'replacement';
  return predecessor.spkiSha256 === successor.spkiSha256 ? 'renewal' : 'rekey';
}

export interface ReplacementFacts {
  readonly uuid: string;
  readonly notBefore: Date | null;
  /** Of `replacementKeys`, or any hash of each. */
  readonly replacementKeys: readonly string[];
}

/**
 * Texts that two certificates share exactly if one may replace the other: subject with the set of SANs, and
 * subject with the public key. None when both subject and SANs are empty. They are as long as the names; a store
 * keeps hashes of them.
 */
export function replacementKeys({
  subjectDn,
  subjectAlternativeNames,
  spkiSha256,
}: Pick<CertificateRecord, 'subjectDn' | 'subjectAlternativeNames' | 'spkiSha256'>): string[] {
  if (subjectDn === '' && subjectAlternativeNames.length === 0) return [];
  const subject = normaliseDn(subjectDn);
  const names = [...new Set(subjectAlternativeNames.map(normaliseSan))].sort();
  return [JSON.stringify(['names', subject, ...names]), JSON.stringify(['key', subject, spkiSha256])];
}

/** Whether one takes the other's place: a key in common, and it begins later. Unreadable times never compare. */
export function isSuccessor(successor: ReplacementFacts, predecessor: ReplacementFacts): boolean {
  if (successor.uuid === predecessor.uuid) return false;
  if (successor.notBefore === null || predecessor.notBefore === null) return false;
  return (
    successor.notBefore.getTime() > predecessor.notBefore.getTime() &&
    successor.replacementKeys.some((key) => predecessor.replacementKeys.includes(key))
  );
}

/** Those of `others` that take the candidate's place, in their order. */
export function detectSuccessors<T extends ReplacementFacts>(candidate: ReplacementFacts, others: readonly T[]): T[] {
  return others.filter((other) => isSuccessor(other, candidate));
}

/** Those of `others` whose place the candidate takes, in their order. */
export function detectPredecessors<T extends ReplacementFacts>(candidate: ReplacementFacts, others: readonly T[]): T[] {
  return others.filter((other) => isSuccessor(candidate, other));
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

/** Distinguished names compare without regard to case and to the amount of white space (RFC 5280, section 7.1). */
function normaliseDn(dn: string): string {
  return dn.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}

/**
 * Host names compare without regard to case (RFC 5280, sections 7.2 to 7.5), and so do the schemes of addresses; the
 * reader writes IP addresses in one form only. What stands before the @ and behind the host keeps its case.
 */
function normaliseSan(name: string): string {
  const colon = name.indexOf(':');
  const kind = name.slice(0, colon + 1);
  const value = name.slice(colon + 1);
  switch (kind) {
    case 'dNSName:':
    case 'iPAddress:':
      return kind + value.toLowerCase();
    case 'rfc822Name:': {
      const at = value.lastIndexOf('@') + 1;
      return kind + value.slice(0, at) + value.slice(at).toLowerCase();
    }
    case 'uniformResourceIdentifier:':
      return kind + normaliseUri(value);
    case 'directoryName:':
      return kind + normaliseDn(value);
    default:
      return name;
  }
}

function normaliseUri(uri: string): string {
  const [whole, scheme = '', user = '', host = ''] =
    /^([a-z][a-z0-9+.-]*:)(?:\/\/([^/?#@]*@)?([^/?#@]*))?/i.exec(uri) ?? [];
  if (whole === undefined) return uri;
  const authority = whole.length > scheme.length ? `//${user}${host.toLowerCase()}` : '';
  return scheme.toLowerCase() + authority + uri.slice(whole.length);
}
