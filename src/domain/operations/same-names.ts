import type { CertificateRecord, NameAttribute } from '../certificates/certificate';
import { comparableDn, comparableName, isUndecodable } from '../certificates/comparable-names';
import type { Fault } from '../problem';

export type NamedRecord = Pick<CertificateRecord, 'subjectAttributes' | 'subjectAlternativeNames'>;

/** What is asked for, and JSON Pointers to where it stands. */
export interface WantedNames {
  readonly names: readonly string[];
  /** Null: taken from the order that the certificate came from. */
  readonly wish: { readonly subject: readonly NameAttribute[] } | null;
  readonly places: { readonly subject: string; readonly names: string };
}

const commonName = '2.5.4.3';
/** Names that a fault tells. */
const mostTold = 3;

/**
 * What a renewal or rekey asks for that its certificate has not: new names are a matter of whoever may issue, and of the
 * approvals for it. Fewer names are allowed, and no subject or one of nothing but names of the certificate, as some CAs
 * write it; names are compared as for replacements.
 */
export function otherNameFaults(certificate: NamedRecord, { wish, names, places }: WantedNames): Fault[] {
  // That was judged when it was placed, and its authority may have left something out.
  if (wish === null) return [];
  const own = new Set(namesOf(certificate).map(comparableName));
  const isOwn = (name: string) => !isUndecodable(name) && own.has(comparableName(name));
  const others = names.filter((name) => !isOwn(name));
  const faults: Fault[] = [];
  if (!isSameSubject(wish.subject, certificate.subjectAttributes, isOwn)) {
    const detail = 'this is not the subject of the certificate: keep it, or request a new certificate';
    faults.push({ pointer: places.subject, code: 'subject_not_of_certificate', detail });
  }
  if (others.length > 0) {
    const told = [...others.slice(0, mostTold), ...(others.length > mostTold ? ['…'] : [])].join(', ');
    const detail = `the certificate has no such names (${told}): leave them out, or request a new certificate`;
    faults.push({ pointer: places.names, code: 'names_not_of_certificate', detail });
  }
  return faults;
}

/** Without alternative names programs take the common name for the host name (RFC 6125, section 6.4.4). */
function namesOf({ subjectAttributes, subjectAlternativeNames }: NamedRecord): readonly string[] {
  if (subjectAlternativeNames.length > 0) return subjectAlternativeNames;
  return subjectAttributes.filter(({ oid }) => oid === commonName).map(({ value }) => `dNSName:${value}`);
}

function isSameSubject(
  wanted: readonly NameAttribute[],
  subject: readonly NameAttribute[],
  isOwn: (name: string) => boolean,
): boolean {
  if (wanted.every(({ oid, value }) => oid === commonName && isOwn(`dNSName:${value}`))) return true;
  return !wanted.some(({ value }) => isUndecodable(value)) && comparableDn(wanted) === comparableDn(subject);
}
