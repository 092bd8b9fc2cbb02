import type { PathCertificate } from '../../src/domain/validation/path-certificate';
import type { RevocationList } from '../../src/domain/validation/revocation-list';
import { validateCertificate } from '../../src/domain/validation/validate';
import type { IssuerCandidate, ValidationResult } from '../../src/domain/validation/validation';
import { validationTools } from '../../src/services/validation/tools';

/** What the product comes to when it has these certificates and lists and no others. */
export function verdictOn(
  end: PathCertificate,
  candidates: readonly IssuerCandidate[],
  lists: readonly RevocationList[],
  now: Date,
): Promise<ValidationResult> {
  const trusted = candidates.some((one) => one.trusted && one.certificate.fingerprint === end.fingerprint);
  const sources = {
    issuersOf: async () => candidates,
    signersOf: async () => candidates,
    listsFor: async () => ({ found: lists, failures: [] }),
    answersFor: async () => ({ found: [], failures: [] }),
  };
  return validateCertificate(end, sources, { now, trusted, expiringFrom: null }, validationTools());
}
