import { api, dataOf } from '../../shared/api/client';
import type { Schema } from '../../shared/api/types';
import type { Certificate } from './queries';

type RevocationRecord = Schema<'RevocationRequest'>;
export type RevocationReason = RevocationRecord['reason'];
/** What an authority can be asked for: `removeFromCRL` releases from a hold, which is no reason of a revocation. */
export type AskedReason = NonNullable<Schema<'CertificateRevocationRequest'>['reason']>;

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

/** Asks its authority to revoke one. */
export function revoke(
  { uuid }: Pick<Certificate, 'uuid'>,
  wish: { readonly reason: AskedReason; readonly comment: string | null },
  key: string,
) {
  const params = { path: { uuid }, header: { 'Idempotency-Key': key } };
  return dataOf(api.POST('/api/v1/certificates/{uuid}/revoke', { params, body: wish }));
}

/** What is sent to record a revocation; `at` is a time of the form, in UTC, empty for now. */
export function recordOf(reason: RevocationReason, at: string, comment: string): RevocationRecord {
  const said = comment.trim();
  const time = at === '' ? NaN : Date.parse(`${at}Z`);
  return {
    reason,
    ...(Number.isNaN(time) ? {} : { revokedAt: new Date(time).toISOString() }),
    ...(said === '' ? {} : { comment: said }),
  };
}

/** Why no revocation of it can be recorded; undefined where one can. */
export function recordFault({ state, source }: Pick<Certificate, 'state' | 'source'>): string | undefined {
  if (state === 'revoked') return 'It is already revoked.';
  if (!['issued', 'pending_revoke', 'pending_approval'].includes(state))
    return `Only an issued certificate can be revoked; it is ${state.replaceAll('_', ' ')}.`;
  return source === 'issue' ? 'It was ordered here: revoke it, so that its authority knows.' : undefined;
}

/** A reason in words; codes of others stay as they are. */
export function reasonWords(reason: string): string {
  if (reason === 'removeFromCRL') return 'Released from a hold';
  return revocationReasons.find(({ value }) => value === reason)?.label ?? reason;
}
