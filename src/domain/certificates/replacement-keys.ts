import type { CertificateRecord } from './certificate';
import { comparableDn, comparableName, isWildcard, wildcardOver } from './comparable-names';

/** Rises when the keys change: what was stored with an earlier number is filled in again. */
export const replacementKeyRule = 3;

/** Names of one certificate that are kept as keys; of more, the keys of some of them are kept. */
export const mostMatchedNames = 1_000;
/** Of so many names: of each and of the wildcard over it, and of the subject with and without names. */
export const mostReplacementKeys = 2 * mostMatchedNames + 2;

/** Types of names that people write without it. */
const plainTypes = ['dNSName', 'iPAddress', 'rfc822Name', 'uniformResourceIdentifier'] as const;

type Named = Pick<CertificateRecord, 'subjectAttributes' | 'subjectAlternativeNames'>;

/** Texts by which certificates that may replace each other find one another. A store keeps short hashes of them. */
export interface ReplacementKeys {
  /** What a certificate is found by. */
  readonly stored: readonly string[];
  /** What it looks for: one of these among the stored keys of another. */
  readonly sought: readonly string[];
}

/**
 * The keys find more than what takes a place, and miss nothing of it: a successor has each name of its
 * predecessor, or a wildcard over it; where the predecessor has no names, it has its subject.
 */
export function replacementKeys({ subjectAttributes, subjectAlternativeNames }: Named): ReplacementKeys {
  const subject = comparableDn(subjectAttributes);
  const names = [...new Set(subjectAlternativeNames.map(comparableName))];
  const above = [...new Set(names.flatMap((name) => wildcardOver(name) ?? []))];
  const is = (name: string) => keyOf('name', name);
  const under = (wildcard: string) => keyOf('under', wildcard);
  const subjects = subject === '' ? [] : [keyOf('subject', subject)];
  const bare = subject === '' ? [] : [keyOf('bare', subject)];
  return {
    stored: [...subjects, ...(names.length === 0 ? bare : []), ...names.map(is), ...above.map(under)],
    // As predecessor: its names, wildcards over them, or its subject. As successor: its names, hosts under its
    // wildcards, and those that have its subject and no names.
    sought: [
      ...(names.length === 0 ? subjects : []),
      ...bare,
      ...names.map(is),
      ...above.map(is),
      ...names.filter(isWildcard).map(under),
    ],
  };
}

/** What a certificate with this name is found by, as it is written in certificates of ours (`dNSName:a.example`) or without its type. */
export function keysOfName(name: string): readonly string[] {
  return [name, ...plainTypes.map((type) => `${type}:${name}`)].map((one) => keyOf('name', comparableName(one)));
}

/** Of the whole set of names: finds a certificate that has too many to be found by each. */
export function wholeSetKey({ subjectAlternativeNames }: Named): string {
  return keyOf('all', ...[...new Set(subjectAlternativeNames.map(comparableName))].sort());
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
