import type { PathFaultCode } from './checks';
import type { PathCertificate } from './path-certificate';
import type { IssuerCandidate } from './validation';

export interface RuleFault {
  readonly code: PathFaultCode;
  readonly message: string;
}

/** What `../../x509` reads or what decides nothing about a path (RFC 5280, sections 4.2.1 and 4.2.2). */
const processed: ReadonlySet<string> = new Set([
  ...['14', '15', '17', '18', '19', '30', '31', '32', '33', '35', '36', '37', '46', '54'].map((id) => `2.5.29.${id}`),
  '1.3.6.1.5.5.7.1.1',
  '1.3.6.1.5.5.7.1.11',
  '1.3.6.1.5.5.7.1.24',
  '1.3.6.1.5.5.7.48.1.5',
]);

/** An extension of any certificate whose content decides about paths; '' stands for one that is no extension at all. */
const neededOfAll: ReadonlySet<string> = new Set([
  '',
  '2.5.29.17',
  '2.5.29.30',
  '2.5.29.32',
  '2.5.29.33',
  '2.5.29.36',
  '2.5.29.54',
]);
const neededOfIssuers: ReadonlySet<string> = new Set([...neededOfAll, '2.5.29.15', '2.5.29.19']);

/** What is wrong with a certificate wherever it stands on a path; null when nothing is. */
export function formFault(certificate: PathCertificate, isIssuer: boolean): RuleFault | null {
  const { criticalExtensions, duplicateExtensions, unreadableExtensions, tooLarge } = certificate;
  const who = isIssuer ? `The issuer ${nameOf(certificate)}` : 'The certificate';
  const [duplicate] = duplicateExtensions;
  if (duplicate !== undefined) {
    return { code: 'extension_duplicate', message: `${who} has the extension ${duplicate} twice.` };
  }
  const needed = isIssuer ? neededOfIssuers : neededOfAll;
  const unread = unreadableExtensions.find((oid) => needed.has(oid));
  if (unread !== undefined && tooLarge) {
    return { code: 'name_constraint_limit', message: `${who} is too large to read all of it.` };
  }
  if (unread !== undefined) {
    return {
      code: 'extension_unreadable',
      message: `${who} has an extension that cannot be read${unread && `: ${unread}`}.`,
    };
  }
  const unknown = criticalExtensions.find((oid) => !processed.has(oid));
  if (unknown !== undefined) {
    return {
      code: 'critical_extension_unknown',
      message: `${who} has the critical extension ${unknown}, which is not known here.`,
    };
  }
  return null;
}

/**
 * What is wrong with a certificate as an issuer, apart from its place on the path (RFC 5280, sections 6.1.3 and
 * 6.1.4). A trusted top of version 1 has no basic constraints and need not: whoever trusts it says that it is a CA.
 */
export function issuerFault({ certificate, trusted, revoked }: IssuerCandidate, now: Date): RuleFault | null {
  const { notBefore, notAfter, basicConstraints, keyUsage, version } = certificate;
  const who = `The issuer ${nameOf(certificate)}`;
  if (revoked) return { code: 'issuer_revoked', message: `${who} is revoked.` };
  if (notBefore === null || notAfter === null) {
    return { code: 'issuer_validity_unreadable', message: `${who} has a validity that cannot be read.` };
  }
  if (isBefore(now, notBefore)) {
    return { code: 'issuer_not_yet_valid', message: `${who} is valid only from ${notBefore.toISOString()}.` };
  }
  if (isAfter(now, notAfter))
    return { code: 'issuer_expired', message: `${who} expired at ${notAfter.toISOString()}.` };
  const isOldAnchor = trusted && version < 3 && basicConstraints === null;
  if (basicConstraints?.ca !== true && !isOldAnchor) {
    return { code: 'issuer_not_a_ca', message: `${who} is no CA by its basic constraints.` };
  }
  if (keyUsage !== null && !keyUsage.includes('keyCertSign')) {
    return { code: 'issuer_key_usage', message: `${who} may not sign certificates by its key usage.` };
  }
  return formFault(certificate, true);
}

/** Certificates know no fractions of a second: notAfter is the last second, as a whole. */
export function isAfter(now: Date, notAfter: Date): boolean {
  return Math.floor(now.getTime() / 1000) * 1000 > notAfter.getTime();
}

export function isBefore(now: Date, notBefore: Date): boolean {
  return now.getTime() < notBefore.getTime();
}

/** The subject for people, shortened. */
export function nameOf({ subjectDn, fingerprint }: PathCertificate): string {
  const shown = subjectDn.length > 120 ? `${subjectDn.slice(0, 120)}…` : subjectDn;
  return shown === '' ? `certificate ${fingerprint.slice(0, 16)}` : shown;
}
