import type { Schema } from '../../shared/api/types';

export type RevocationReason = NonNullable<Schema<'CertificateRevocationRequest'>['reason']>;

/** RFC 5280, section 5.3.1, in words; those that a person gives. */
export const revocationReasons: readonly { readonly value: RevocationReason; readonly label: string }[] = [
  { value: 'unspecified', label: 'No reason given' },
  { value: 'keyCompromise', label: 'Its key is known to others' },
  { value: 'superseded', label: 'Another one has replaced it' },
  { value: 'cessationOfOperation', label: 'It is not used any more' },
  { value: 'affiliationChanged', label: 'The holder has another name or organisation' },
  { value: 'privilegeWithdrawn', label: 'The holder may not use it any more' },
  { value: 'certificateHold', label: 'For a time only (hold)' },
  { value: 'cACompromise', label: 'The key of its authority is known to others' },
  { value: 'aACompromise', label: 'The key of its attribute authority is known to others' },
];

/** A reason in words; codes of others stay as they are. */
export function reasonWords(reason: string): string {
  if (reason === 'removeFromCRL') return 'Released from a hold';
  return revocationReasons.find(({ value }) => value === reason)?.label ?? reason;
}
