import type { EntryReason } from '../domain/validation/revocation-list';

/** CRLReason (RFC 5280, section 5.3.1); 7 is not used. */
const reasons: readonly (EntryReason | undefined)[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
];

/** Reason by its code; what no reason has is unspecified. */
export function reasonOf(code: number | undefined): EntryReason {
  return reasons[code ?? 0] ?? 'unspecified';
}
