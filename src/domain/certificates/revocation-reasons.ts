/**
 * Reasons that a revocation may have, with their codes (RFC 5280, section 5.3.1). 7 is not used there, and 8
 * (`removeFromCRL`) takes a revocation back, which is no revocation.
 */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;
export type RevocationReason = keyof typeof revocationReasons;
export const revocationReasonNames = Object.keys(revocationReasons) as [RevocationReason, ...RevocationReason[]];

/** What may be asked for: `removeFromCRL` takes a hold back. */
export type RevocationWish = RevocationReason | 'removeFromCRL';
export const revocationWishes = [...revocationReasonNames, 'removeFromCRL'] as const;

/** What is known of a certificate's revocation. */
export interface Revocation {
  readonly reason: RevocationReason;
  readonly code: number;
  /** When it took effect, as its issuer or a person says. */
  readonly revokedAt: Date;
  readonly recordedAt: Date;
  /** Null: the product itself. */
  readonly recordedBy: { readonly uuid: string; readonly name: string } | null;
  readonly comment: string | null;
}
