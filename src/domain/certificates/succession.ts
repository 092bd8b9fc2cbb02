import type { CertificateFacts, CertificateRecord } from './certificate';
import { comparableDn, comparableName, isUndecodable, wildcardOver } from './comparable-names';
import { lostPurposes, purposesOf, purposesOverlap, type Purposes } from './purposes';

/** What the judgement looks at. */
export type SuccessionFacts = Pick<
  CertificateFacts,
  | 'notBefore'
  | 'notAfter'
  | 'subjectAttributes'
  | 'subjectAlternativeNames'
  | 'subjectDerSha256'
  | 'issuerDerSha256'
  | 'basicConstraints'
  | 'selfSigned'
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'extensions'
  | 'parseWarnings'
> &
  Pick<CertificateRecord, 'uuid' | 'validationStatus'>;

/** A certificate made ready to be compared with many others. */
export interface Comparable {
  readonly facts: SuccessionFacts;
  /** Comparable forms by the names as they stand in the certificate. */
  readonly names: ReadonlyMap<string, string>;
  readonly forms: ReadonlySet<string>;
  readonly subject: string;
  readonly purposes: Purposes;
  /** SHA-256 of all names as the certificate writes them; '' without any. */
  readonly namesSha256: string;
  /** Not all names could be read: it may have more than are known. */
  readonly hasUnknownNames: boolean;
}

/** Which part of the rules is a setting. */
export interface SuccessionRule {
  /** The successor has been validated, and is valid. */
  readonly validated: boolean;
  readonly requireAllPurposes: boolean;
}

/** Why a certificate does not take the place of another: the first rule that it fails. */
export type Failing = 'itself' | 'later' | 'same_kind' | 'issued_by' | 'purpose' | 'names' | 'trust';

export type Succession =
  | { readonly kind: 'none'; readonly failing: Failing }
  /** Purposes that the predecessor had and the successor lacks. */
  | { readonly kind: 'full'; readonly lost: readonly string[] }
  /** Names of the predecessor, as they stand there, that the successor lacks; at least one has it. */
  | { readonly kind: 'partial'; readonly lost: readonly string[]; readonly remaining: readonly string[] };

const subjectAlternativeName = '2.5.29.17';
const unreadable: ReadonlySet<string> = new Set([
  'subject_alt_name_unreadable',
  'extension_unreadable',
  'extension_duplicate',
  'too_many_elements',
]);

export function toComparable(facts: SuccessionFacts): Comparable {
  const names = new Map(facts.subjectAlternativeNames.map((name) => [name, comparableName(name)]));
  return {
    facts,
    names,
    forms: new Set(names.values()),
    subject: comparableDn(facts.subjectAttributes),
    purposes: purposesOf(facts),
    namesSha256: facts.extensions.flatMap(({ oid, sha256 }) => (oid === subjectAlternativeName ? sha256 : [])).join(),
    hasUnknownNames: facts.parseWarnings.some((code) => unreadable.has(code)),
  };
}

/** Whether `successor` can do the work of `predecessor`, in full or for some of its names. Pure. */
export function judgeSuccession(successor: Comparable, predecessor: Comparable, rule: SuccessionRule): Succession {
  const [s, p] = [successor.facts, predecessor.facts];
  if (s.uuid === p.uuid) return failing('itself');
  if (!isLater(s, p)) return failing('later');
  if (isCa(s) !== isCa(p)) return failing('same_kind');
  if (mayVouchForItself(s) && p.selfSigned === false) return failing('issued_by');
  if (!purposesOverlap(successor.purposes, predecessor.purposes)) return failing('purpose');
  const lost = lostPurposes(predecessor.purposes, successor.purposes);
  if (rule.requireAllPurposes && lost.length > 0) return failing('purpose');
  const remaining = namesLeft(successor, predecessor);
  if (remaining === 'all') return failing('names');
  if (!isTrusted(s, p, rule)) return failing('trust');
  return remaining.length === 0 ? { kind: 'full', lost } : { kind: 'partial', lost, remaining };
}

function failing(rule: Failing): Succession {
  return { kind: 'none', failing: rule };
}

/** Unreadable times never compare. */
function isLater(s: SuccessionFacts, p: SuccessionFacts): boolean {
  const [begin, former] = [timeOf(s.notBefore), timeOf(p.notBefore)];
  if (Number.isNaN(begin) || Number.isNaN(former)) return false;
  return begin > former || (begin === former && timeOf(s.notAfter) > timeOf(p.notAfter));
}

function timeOf(moment: Date | null): number {
  return moment?.getTime() ?? NaN;
}

function isCa({ basicConstraints }: SuccessionFacts): boolean {
  return basicConstraints?.ca === true;
}

/** Anybody can make a certificate that names itself as its issuer, so that is enough to be held for self-signed. */
function mayVouchForItself({ selfSigned, subjectDerSha256, issuerDerSha256 }: SuccessionFacts): boolean {
  return selfSigned !== false || subjectDerSha256 === issuerDerSha256;
}

/** Names of the predecessor that the successor lacks; `all` when it has none of them. */
function namesLeft(successor: Comparable, predecessor: Comparable): readonly string[] | 'all' {
  const isSameSan = predecessor.namesSha256 !== '' && predecessor.namesSha256 === successor.namesSha256;
  if (predecessor.hasUnknownNames && !isSameSan) return 'all';
  if (predecessor.names.size === 0) return hasSameSubject(successor, predecessor) ? [] : 'all';
  const covers = ([name, form]: readonly [string, string]) => {
    // Different octets may show the same text: such names are the same only where all are, octet by octet.
    if (isUndecodable(name)) return isSameSan;
    const wildcard = wildcardOver(form);
    return successor.forms.has(form) || (wildcard !== null && successor.forms.has(wildcard));
  };
  const remaining = [...predecessor.names].filter((entry) => !covers(entry)).map(([name]) => name);
  return remaining.length === predecessor.names.size ? 'all' : remaining;
}

function hasSameSubject(successor: Comparable, predecessor: Comparable): boolean {
  if (predecessor.subject === '') return false;
  if (isUndecodable(predecessor.subject)) {
    return successor.facts.subjectDerSha256 === predecessor.facts.subjectDerSha256;
  }
  return successor.subject === predecessor.subject;
}

function isTrusted(s: SuccessionFacts, p: SuccessionFacts, { validated }: SuccessionRule): boolean {
  if (validated) return s.validationStatus === 'valid' || s.validationStatus === 'expiring';
  return s.validationStatus !== 'invalid' || p.validationStatus === 'invalid';
}
