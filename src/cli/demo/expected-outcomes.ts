import type { PlannedUpload, Phase } from './plan';
import { expectationOf, type Expectation } from './rules';

/** What must become of one certificate of one request. */
export type Expected =
  | { readonly kind: 'fires'; readonly expectation: Expectation }
  | { readonly kind: 'duplicate' }
  /** The same answer as that of the first request with this key. */
  | { readonly kind: 'replay'; readonly of: Expected };

/**
 * Goes through the plan in its order and says for each certificate of each request what must come out, given what is
 * in the inventory at the start. A rejected certificate fires again when it comes again.
 * @param inventory fingerprints that are stored already
 */
export function expectedOutcomes(
  phases: readonly Phase[],
  inventory: ReadonlySet<string>,
): Map<PlannedUpload, readonly Expected[]> {
  const stored = new Set(inventory);
  const outcomes = new Map<PlannedUpload, readonly Expected[]>();
  const byKey = new Map<string, readonly Expected[]>();
  for (const upload of phases.flatMap(({ uploads }) => uploads)) {
    const key = upload.request.headers?.['idempotency-key'] ?? '';
    const inThisBody = new Set<string>();
    const first = upload.isReplay === true ? byKey.get(key) : undefined;
    const expected =
      first?.map((of): Expected => ({ kind: 'replay', of })) ??
      upload.certificates.map((certificate): Expected => {
        const { fingerprint } = certificate;
        // A second copy in one body is a duplicate also where the first one is rejected.
        if (stored.has(fingerprint) || inThisBody.has(fingerprint)) return { kind: 'duplicate' };
        inThisBody.add(fingerprint);
        const expectation = expectationOf(certificate, upload.environment);
        if (expectation.outcome === 'stored') stored.add(fingerprint);
        return { kind: 'fires', expectation };
      });
    if (key !== '') byKey.set(key, expected);
    outcomes.set(upload, expected);
  }
  return outcomes;
}
