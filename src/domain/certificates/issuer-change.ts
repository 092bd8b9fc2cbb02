import type { CertificateRecord, ValidationStatus } from './certificate';
import { certificateName } from './pending';

/**
 * What became of a CA, and makes what it has issued change its status, down to what those have issued in turn. Somebody
 * or a check has found it at the CA itself; or it shows in the paths of a certificate, which may be looked at before.
 */
export interface IssuerChange {
  /** Of the CA: people are told at once of all that follows from what becomes of it. */
  readonly id: string;
  /** Of the CA's certificate. */
  readonly fingerprint: string;
  /** What people call the CA, as its certificate says it. */
  readonly name: string;
  readonly became: 'trusted' | 'untrusted' | StatusMove | PathChange;
  readonly at: Date;
}

export interface StatusMove {
  readonly from: ValidationStatus;
  readonly to: ValidationStatus;
}

/** Paths are refused at the CA's certificate for a fault with this code; or it was the fault, and is none any more. */
type PathChange = { readonly fault: string } | { readonly goneFault: string };

type Authority = Pick<CertificateRecord, 'commonName' | 'subjectDn' | 'subjectAlternativeNames' | 'fingerprint'>;

/** Somebody has marked a CA as trusted, or taken that back. */
export function changeOfTrust(
  certificate: Authority & Pick<CertificateRecord, 'trustedCa' | 'updatedAt'>,
  id: string,
): IssuerChange {
  const { fingerprint, trustedCa, updatedAt: at } = certificate;
  const became = trustedCa === true ? 'trusted' : 'untrusted';
  return { id, fingerprint, name: certificateName(certificate), became, at };
}

/** The status of a CA's own certificate has changed. */
export function changeOfStatus(
  certificate: Authority,
  { from, to, at }: StatusMove & { readonly at: Date },
  id: string,
): IssuerChange {
  const { fingerprint } = certificate;
  return { id, fingerprint, name: certificateName(certificate), became: { from, to }, at };
}

/** It shows in the paths of another certificate, and may not have been found at the CA itself yet. */
export function isSeenFromBelow({ became }: Pick<IssuerChange, 'became'>): boolean {
  return typeof became === 'object' && !('from' in became);
}

/** `Example CA is no longer trusted`: for people. The name is as the certificate says it. */
export function issuerChangeInWords({ name, became }: Pick<IssuerChange, 'name' | 'became'>): string {
  if (became === 'trusted') return `${name} is trusted now`;
  if (became === 'untrusted') return `${name} is no longer trusted`;
  if ('from' in became) return `the status of ${name} changed from ${became.from} to ${became.to}`;
  if ('goneFault' in became) return `paths through ${name} are good again`;
  return faultsInWords[became.fault]?.(name) ?? `paths are refused at ${name} (${became.fault})`;
}

const faultsInWords: Readonly<Record<string, (name: string) => string>> = {
  not_trusted: (name) => `${name} is not trusted`,
  issuer_missing: (name) => `the issuer of ${name} is not known`,
  issuer_revoked: (name) => `${name} is revoked`,
  issuer_expired: (name) => `${name} has expired`,
};

/** What became of one CA, the first thing first; what was found at the CA itself, where there is any of that. */
export function issuerChangesInWords(changes: readonly IssuerChange[]): string {
  const atItself = changes.filter((change) => !isSeenFromBelow(change));
  const told = [...(atItself.length === 0 ? changes : atItself)].sort((a, b) => a.at.getTime() - b.at.getTime());
  return [...new Set(told.map(issuerChangeInWords))].slice(0, mostTold).join(', ');
}

const mostTold = 3;
