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

/** A name or attribute value that holds octets which are no characters: different ones may show the same text. */
export interface Undecodable {
  readonly text: string;
  /** Hex. */
  readonly octets: string;
}

/** Those of one certificate, in its order. Of an attribute value with the OID of its type. */
export interface UndecodableNames {
  readonly names: readonly Undecodable[];
  readonly subject: readonly (Undecodable & { readonly oid: string })[];
}

interface ComparableEntry {
  readonly name: string;
  readonly form: string;
  /** It holds octets that are no characters, and nobody has said which. */
  readonly isUnclear: boolean;
}

/** A certificate made ready to be compared with many others. */
export interface Comparable {
  readonly facts: SuccessionFacts;
  /** The names as they stand in the certificate, each with the form that it is compared in. */
  readonly names: readonly ComparableEntry[];
  readonly forms: ReadonlySet<string>;
  readonly subject: string;
  /** The subject holds octets that are no characters, and nobody has said which. */
  readonly isSubjectUnclear: boolean;
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

/** Why a certificate does not take the place of another: the first rule that it fails. In the order of the rules. */
export const failings = ['itself', 'later', 'same_kind', 'issued_by', 'purpose', 'names', 'trust'] as const;
export type Failing = (typeof failings)[number];

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

/** Whether the octets of its names are needed to compare it; see `toComparable`. */
export function hasUndecodable({
  subjectAttributes,
  subjectAlternativeNames,
}: Pick<SuccessionFacts, 'subjectAttributes' | 'subjectAlternativeNames'>): boolean {
  return subjectAlternativeNames.some(isUndecodable) || subjectAttributes.some(({ value }) => isUndecodable(value));
}

/** @param undecodable octets of the names that are no text; without them such names are the same only where all are */
export function toComparable(facts: SuccessionFacts, undecodable: UndecodableNames | null = null): Comparable {
  const names = comparableNames(facts.subjectAlternativeNames, undecodable?.names);
  const attributes = withOctets(facts.subjectAttributes, undecodable?.subject);
  return {
    facts,
    names,
    forms: new Set(names.filter(({ isUnclear }) => !isUnclear).map(({ form }) => form)),
    subject: comparableDn(attributes ?? facts.subjectAttributes),
    isSubjectUnclear: attributes === null,
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

/** Each name once. A name of octets has a form that no text has. */
function comparableNames(texts: readonly string[], undecodable: readonly Undecodable[] = []): ComparableEntry[] {
  const clear = texts.filter((name) => !isUndecodable(name));
  const isKnown = isSameList(
    texts.filter(isUndecodable),
    undecodable.map(({ text }) => text),
  );
  const rest = isKnown
    ? undecodable.map(({ text, octets }) => ({ name: text, form: `octets:${octets}`, isUnclear: false }))
    : texts.filter(isUndecodable).map((name) => ({ name, form: comparableName(name), isUnclear: true }));
  const entries = [...clear.map((name) => ({ name, form: comparableName(name), isUnclear: false })), ...rest];
  return [...new Map(entries.map((entry) => [`${entry.name} ${entry.form}`, entry])).values()];
}

/** The attributes with octets in place of texts that were read in part; null where these are not known. */
function withOctets(
  attributes: SuccessionFacts['subjectAttributes'],
  undecodable: UndecodableNames['subject'] = [],
): SuccessionFacts['subjectAttributes'] | null {
  const waiting = [...undecodable];
  const unclear = attributes.filter(({ value }) => isUndecodable(value));
  const isKnown = isSameList(
    unclear.map(({ oid, value }) => `${oid} ${value}`),
    waiting.map(({ oid, text }) => `${oid} ${text}`),
  );
  if (!isKnown) return null;
  return attributes.map((attribute) =>
    isUndecodable(attribute.value) ? { ...attribute, value: `\uFFFD${waiting.shift()!.octets}` } : attribute,
  );
}

/** Octets are taken only where they stand for exactly the texts that are there: an earlier reader may have read less. */
function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}

/** Names of the predecessor that the successor lacks; `all` when it has none of them. */
export function namesLeft(successor: Comparable, predecessor: Comparable): readonly string[] | 'all' {
  const isSameSan = predecessor.namesSha256 !== '' && predecessor.namesSha256 === successor.namesSha256;
  if (predecessor.hasUnknownNames && !isSameSan) return 'all';
  if (predecessor.names.length === 0) return hasSameSubject(successor, predecessor) ? [] : 'all';
  const covers = ({ form, isUnclear }: ComparableEntry) => {
    // Such names are the same only where all are, octet by octet.
    if (isUnclear || isSameSan) return isSameSan;
    const wildcard = wildcardOver(form);
    return successor.forms.has(form) || (wildcard !== null && successor.forms.has(wildcard));
  };
  const remaining = predecessor.names.filter((entry) => !covers(entry)).map(({ name }) => name);
  return remaining.length === predecessor.names.length ? 'all' : remaining;
}

function hasSameSubject(successor: Comparable, predecessor: Comparable): boolean {
  if (predecessor.subject === '') return false;
  if (predecessor.isSubjectUnclear || successor.isSubjectUnclear) {
    return successor.facts.subjectDerSha256 === predecessor.facts.subjectDerSha256;
  }
  return successor.subject === predecessor.subject;
}

function isTrusted(s: SuccessionFacts, p: SuccessionFacts, { validated }: SuccessionRule): boolean {
  if (validated) return s.validationStatus === 'valid' || s.validationStatus === 'expiring';
  return s.validationStatus !== 'invalid' || p.validationStatus === 'invalid';
}
