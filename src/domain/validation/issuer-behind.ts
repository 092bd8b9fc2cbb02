import type { ValidationStatus } from '../certificates/certificate';
import type { IssuerChange, StatusMove } from '../certificates/issuer-change';
import type { PathFault } from './checks';

/** What is known of the path of a certificate before and after a change of its status. */
export interface PathsSeen {
  /** Of the certificate itself. */
  readonly fingerprint: string;
  readonly faultBefore: Pick<PathFault, 'code' | 'fingerprint'> | null;
  readonly fault: Pick<PathFault, 'code' | 'fingerprint'> | null;
  /** The path that was found, the certificate first. */
  readonly path: readonly { readonly fingerprint: string; readonly subjectDn: string }[];
  /** The same validation has found that the certificate itself is revoked. */
  readonly isRevoked: boolean;
  /** What became of a CA, and is why it was checked; null: it was checked for another reason. */
  readonly mark: IssuerChange | null;
}

/** An id for what becomes of the CA with this fingerprint; it shows nothing of the certificate. */
export type IssuerIdOf = (fingerprint: string) => string;

function hasNoPath(status: ValidationStatus): boolean {
  return status === 'invalid' || status === 'failed';
}

/**
 * What became of a CA, if a change of status follows from that: the path to a trusted CA was lost for a fault above the
 * certificate, or is found again. What a certificate has of its own does not: its end, its revocation, its signature,
 * and the first check of all. What is why it was checked comes first; without, paths tell it.
 */
export function issuerBehind(
  { from, to }: StatusMove,
  { fingerprint, faultBefore, fault, path, isRevoked, mark }: PathsSeen,
  at: Date,
  idOf: IssuerIdOf,
): IssuerChange | undefined {
  if (isRevoked || from === 'not_checked' || !(hasNoPath(from) || hasNoPath(to))) return undefined;
  const isLost = hasNoPath(to);
  const shown = isLost ? fault : faultBefore;
  if (mark !== null) {
    const isOwn = isLost && (shown === null || (shown.fingerprint === fingerprint && !isOfIssuer(shown)));
    return isOwn ? undefined : mark;
  }
  // A top that is not trusted stands for what it has issued.
  if (shown === null || (shown.fingerprint === fingerprint && shown.code !== 'not_trusted')) return undefined;
  const { code, fingerprint: authority } = shown;
  const name = path.find((step) => step.fingerprint === authority)?.subjectDn ?? 'an issuer';
  const became = isLost ? { fault: code } : { goneFault: code };
  return { id: idOf(authority), fingerprint: authority, name, became, at };
}

/** Stands at the certificate itself, and is about who should have issued it. */
function isOfIssuer({ code }: Pick<PathFault, 'code'>): boolean {
  return code === 'issuer_missing' || code === 'not_trusted';
}
