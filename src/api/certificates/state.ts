import { certificateName } from '../../domain/certificates/pending';
import { revocationOf } from '../../domain/certificates/revocation';
import { revocationReasonNames } from '../../domain/certificates/revocation-reasons';
import { refuseStateChange } from '../../domain/certificates/state';
import { CertloomError } from '../../domain/problem';
import { refuseStale, staleRevision } from '../../domain/revision';
import type { LostReplacements } from '../../services/expiration/lost-replacements';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { uuidOf } from '../../store/database/derived-ids';
import { certificateView, toCertificateView } from './schemas';
import { defineRoute, type Route } from '../http/route';
import { instant, text, uuidPath, z } from '../http/schemas';

export interface CertificateStateDeps {
  readonly inventory: Pick<CertificateInventory, 'find' | 'revoke'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  /** Around what takes a certificate out of force, so that those it has replaced are looked at again. */
  readonly losing: LostReplacements['losing'];
  readonly now: () => Date;
}

const revocationBody = z
  .strictObject({
    reason: z.enum(revocationReasonNames),
    revokedAt: instant
      .optional()
      .openapi({ description: 'Left out: now. Neither in the future nor before notBefore.' }),
    comment: text(1000).optional(),
  })
  .openapi('RevocationRequest');

/** Changes of state by hand, each along a transition that the state allows. */
export function createCertificateStateRoutes(deps: CertificateStateDeps): Route[] {
  const { inventory, history, now } = deps;
  return [
    defineRoute({
      method: 'post',
      path: '/certificates/{uuid}/revoked',
      operationId: 'recordRevocation',
      tag: 'Certificates',
      summary: 'Record that a certificate was revoked',
      description:
        'For certificates that were revoked elsewhere: Certloom does not tell the issuer. The reasons are those of RFC 5280, section 5.3.1. The state becomes `revoked`, which is final even for `certificateHold`: delete a certificate that was released again and upload it anew.',
      permission: 'certificates:revoke',
      params: uuidPath,
      body: revocationBody,
      ifMatch: true,
      audit: { operation: 'certificates.revoke', resource: 'certificates' },
      responses: { 200: { description: 'The revoked certificate', schema: certificateView, etag: true } },
      async handle({ params, ifMatch, body, caller, note }) {
        const before = await inventory.find(params.uuid);
        if (before === null) throw new CertloomError('not_found', 'There is no such certificate.');
        refuseStale(before, ifMatch);
        note({ objects: [{ uuid: before.uuid, name: certificateName(before) }] });
        refuseStateChange(before.state, 'revoked');
        if (before.source === 'issue') {
          const detail = `Certloom ordered this certificate: revoke it by POST /api/v1/certificates/${before.uuid}/revoke, so that its authority knows.`;
          throw new CertloomError('invalid_state', detail);
        }
        const { uuid, name } = caller.actor;
        const revocation = revocationOf(body, before, { uuid, name }, now());
        const after = await deps.losing(before, () => inventory.revoke(before, revocation));
        if (after === null) throw staleRevision();
        const { reason, code, revokedAt, comment } = revocation;
        await history.add([
          {
            id: uuidOf(`certificate-history:${after.uuid}:${after.revision}:revoke`),
            certificate: after.uuid,
            created: revocation.recordedAt,
            createdBy: { uuid, name },
            event: 'revoke',
            status: 'success',
            message: `revoked: ${reason}`,
            additionalInformation: { reason, code, revokedAt: revokedAt.toISOString(), comment },
          },
        ]);
        return { status: 200, body: toCertificateView(after), revision: after.revision };
      },
    }),
  ];
}
