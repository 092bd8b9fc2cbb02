import type { CertificateHistoryEntry } from '../../domain/certificates/history';
import { systemActor } from '../../domain/identity/actor';
import { issuerChangeInWords } from '../../domain/certificates/issuer-change';
import { uuidOf } from '../../store/database/derived-ids';
import type { OpenStatusChange } from '../../store/validation/validations';

/**
 * What the history of a certificate says of a change of its status; ids follow from the change, so that writing it again
 * adds nothing. A revocation that the same validation found has an entry of its own.
 */
export function statusHistory({ certificate, change }: OpenStatusChange): CertificateHistoryEntry[] {
  const { uuid, revocation } = certificate;
  const { sequence, from, to, at, reason = null, issuerChange } = change;
  const idOf = (what: string) => uuidOf(`certificate-history:${uuid}:status:${sequence}:${what}`);
  const base = { certificate: uuid, created: at, createdBy: { uuid: systemActor.uuid, name: systemActor.name } };
  const entries: CertificateHistoryEntry[] = [
    {
      ...base,
      id: idOf('status'),
      event: 'updateValidationStatus',
      status: 'success',
      message: `validation status changed from ${from} to ${to}`,
      additionalInformation: {
        ...{ before: from, after: to, reason },
        ...(issuerChange === undefined
          ? {}
          : { follows: issuerChangeInWords(issuerChange), issuerFingerprint: issuerChange.fingerprint }),
      },
    },
  ];
  if (revocation?.recordedBy !== null || revocation.recordedAt.getTime() !== at.getTime()) return entries;
  const { code, revokedAt, comment } = revocation;
  const additionalInformation = { reason: revocation.reason, code, revokedAt: revokedAt.toISOString(), comment };
  const message = `revoked: ${revocation.reason}`;
  return [
    ...entries,
    { ...base, id: idOf('revoke'), event: 'revoke', status: 'success', message, additionalInformation },
  ];
}
