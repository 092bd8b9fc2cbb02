import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { ExpirationCandidates } from '../../store/expiration/candidates';
import { seenFields, type SeenCertificate } from '../../store/expiration/seen';
import type { FiringRules } from '../firings/rules';

/** What was seen of a certificate, and the certificate with everything that conditions in force look at; no more is sure to be there. */
export interface Whole<E> {
  readonly seen: E;
  readonly certificate: CertificateRecord;
}

/** A few at a time, in their order: what is read for conditions is let go again, a certificate may have thousands of names. */
export type Wholes = <E extends { readonly certificate: SeenCertificate }>(
  rules: Pick<FiringRules, 'conditionPaths'>,
  seen: readonly E[],
) => AsyncGenerator<readonly Whole<E>[]>;

const together = 100;
const togetherWithNames = 10;

/**
 * Reads what conditions look at beside what was seen of certificates, so that no condition meets a fact that a list has
 * only not read. Nothing is read where conditions look at nothing else.
 */
export function createWholes(candidates: Pick<ExpirationCandidates, 'findMany'>): Wholes {
  return async function* ({ conditionPaths }, seen) {
    const parts = new Set([...conditionPaths].filter((path) => !seenFields.has(path)));
    const size = parts.has('subjectAlternativeNames') ? togetherWithNames : together;
    for (let from = 0; from < seen.length; from += size) {
      const some = seen.slice(from, from + size);
      const uuids = parts.size === 0 ? [] : some.map(({ certificate }) => certificate.uuid);
      const read = new Map((await candidates.findMany(uuids, parts)).map((record) => [record.uuid, record]));
      yield some.map((one) => ({
        seen: one,
        certificate: whole(one.certificate, read.get(one.certificate.uuid), parts),
      }));
    }
  };
}

/** Of one that was deleted meanwhile nothing more is known. */
function whole(
  seen: SeenCertificate,
  read: CertificateRecord | undefined,
  parts: ReadonlySet<keyof CertificateRecord>,
): CertificateRecord {
  if (read === undefined) return seen as CertificateRecord;
  return { ...seen, ...Object.fromEntries([...parts].map((part) => [part, read[part]])) } as CertificateRecord;
}
