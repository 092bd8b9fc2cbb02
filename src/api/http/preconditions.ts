import type { Request } from 'express';
import { CertloomError } from '../../domain/problem';

const maxRevisionDigits = 15;

/** The strong ETag of a revision (RFC 9110, section 8.8.3): `"7"`. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/**
 * The revision in `If-Match` (RFC 9110, section 13.1.1). Absent or `*`: 428 `precondition_required`, because a change
 * needs the revision it was made from. Weak or foreign tags never match: 412 `revision_mismatch`. More than one tag:
 * 400 `invalid_request`.
 */
export function readIfMatch(req: Request): number {
  const value = req.get('if-match')?.trim();
  if (value === undefined || value === '' || value === '*') {
    throw new CertloomError('precondition_required', 'Send If-Match with the ETag of the object as you read it.');
  }
  if (/^(?:W\/)?"[^",]*"$/.test(value)) {
    const digits = /^"(\d+)"$/.exec(value)?.[1];
    if (digits !== undefined && digits.length <= maxRevisionDigits) return Number(digits);
    throw new CertloomError('revision_mismatch', 'The ETag in If-Match is not from this object.');
  }
  throw new CertloomError('invalid_request', 'If-Match must hold exactly one ETag in double quotes.');
}
