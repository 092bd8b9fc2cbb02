import type { Request } from 'express';
import { CertloomError } from '../../domain/problem';
import { refuseStale, type SeenRevision } from '../../domain/revision';

/**
 * A tag of ours, strong or weak, and as proxies write it that compress answers: Apache adds `-gzip` inside the quotes,
 * Jetty `--gzip`, nginx and Envoy make it weak. What was compressed is the same revision.
 */
const ownTag = /^(?:W\/)?"(0|[1-9]\d{0,14})(?:--?(?:gzip|br|deflate|zstd))?"$/;
const anyTag = /^(?:W\/)?"[^",]*"$/;

/** The strong ETag of a revision (RFC 9110, section 8.8.3): `"7"`. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/**
 * The revision in `If-Match` (RFC 9110, section 13.1.1), `any` for `*`. Absent: 428 `precondition_required`, because a
 * change needs the revision it was made from. Foreign tags never match: 412 `revision_mismatch`. More than one tag:
 * 400 `invalid_request`.
 */
export function readIfMatch(req: Request): SeenRevision {
  const value = req.get('if-match')?.trim();
  if (value === undefined || value === '') {
    throw new CertloomError('precondition_required', 'Send If-Match with the ETag of the object as you read it.');
  }
  if (value === '*') return 'any';
  const revision = ownTag.exec(value)?.[1];
  if (revision !== undefined) return Number(revision);
  if (anyTag.test(value)) {
    throw new CertloomError('revision_mismatch', 'The ETag in If-Match is not from this object.');
  }
  throw new CertloomError('invalid_request', 'If-Match must hold exactly one ETag in double quotes.');
}

/**
 * Of a write that changes what is there and creates what is not: throws unless the caller has seen which of both it is.
 * Without the header, whoever changes what is there is asked for it.
 */
export function refuseUnseen(
  { req, ifMatch }: { readonly req: Request; readonly ifMatch: SeenRevision },
  before: { readonly revision: number } | null,
  noun: string,
): void {
  const seen = req.get('if-match') !== undefined ? ifMatch : before === null ? 0 : readIfMatch(req);
  // RFC 9110, section 13.1.1: `*` asks for something that is there.
  if (before === null && seen === 'any') {
    throw new CertloomError(
      'revision_mismatch',
      `There is no ${noun} here yet; leave out If-Match, or send "0", to create it.`,
    );
  }
  refuseStale(before ?? { revision: 0 }, seen);
}
