import { CertloomError } from './problem';

/** The revision in which the caller has seen an object; `any` when the caller does not mind which it is. */
export type SeenRevision = number | 'any';

/** 412: somebody else has changed the object since the caller read it. One wording, whatever the object is. */
export function staleRevision(): CertloomError {
  return new CertloomError(
    'revision_mismatch',
    'The object has changed since it was read; read it again and send its new ETag.',
  );
}

/** Throws unless the object is still in the revision that the caller has seen. */
export function refuseStale(current: { readonly revision: number }, seen: SeenRevision): void {
  if (seen !== 'any' && current.revision !== seen) throw staleRevision();
}
