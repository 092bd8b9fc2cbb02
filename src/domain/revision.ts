import { CertloomError } from './problem';

/** 412: somebody else has changed the object since the caller read it. One wording, whatever the object is. */
export function staleRevision(): CertloomError {
  return new CertloomError(
    'revision_mismatch',
    'The object has changed since it was read; read it again and send its new ETag.',
  );
}

/** Throws unless the object is still in the revision that the caller has seen. */
export function refuseStale(current: { readonly revision: number }, seenRevision: number): void {
  if (current.revision !== seenRevision) throw staleRevision();
}
