import { certificateName } from '../../domain/certificates/pending';
import type { Acknowledgements } from '../../services/expiration/acknowledgements';
import type { LookedAt } from '../../services/expiration/view';
import { acknowledgeBody, expiringDetail } from './schemas';
import type { toExpiringDetail } from './rows';
import { validationFailed } from '../http/faults';
import { defineRoute, type Caller, type Route } from '../http/route';
import { uuid, z } from '../http/schemas';

export interface AcknowledgeDeps {
  readonly acknowledgements: Acknowledgements;
  readonly detail: (looked: LookedAt, caller: Caller) => Promise<ReturnType<typeof toExpiringDetail>>;
  readonly now: () => Date;
}

const path = '/expiring/{certificateUuid}/acknowledge';
const params = z.strictObject({ certificateUuid: uuid });
/** What acknowledging needs, wherever it is done, and how the audit log knows it. */
export const acknowledging = {
  permission: 'expiring:write',
  audit: { operation: 'expiring.acknowledge', resource: 'certificates' },
} as const;

/** Somebody takes care: notices of this cycle rest until a replacement begins the next one. */
export function createAcknowledgeRoutes({ acknowledgements, detail, now }: AcknowledgeDeps): Route[] {
  const by = ({ actor: { uuid: user, name } }: Caller) => ({ uuid: user, name });

  return [
    defineRoute({
      method: 'post',
      path,
      operationId: 'acknowledgeExpiringCertificate',
      tag: 'Expiring',
      summary: 'Acknowledge that a certificate is about to expire',
      description:
        'Stops its notices until the certificate is replaced, or until a given time. Messages already on their way are still delivered. A later call replaces an earlier one.',
      ...acknowledging,
      params,
      body: acknowledgeBody,
      responses: { 200: { description: 'The certificate', schema: expiringDetail } },
      async handle({ params: { certificateUuid }, body, caller, note }) {
        const at = now();
        if (body.until !== null && body.until <= at) {
          throw validationFailed([{ pointer: '/until', code: 'wrong_value', detail: 'until must be in the future' }]);
        }
        const before = await acknowledgements.look(certificateUuid, at);
        note({ objects: [{ uuid: certificateUuid, name: certificateName(before.certificate) }] });
        const after = await acknowledgements.acknowledge(before, body, by(caller), at);
        return { status: 200, body: await detail(after, caller) };
      },
    }),
    defineRoute({
      method: 'delete',
      path,
      operationId: 'unacknowledgeExpiringCertificate',
      tag: 'Expiring',
      summary: 'Withdraw an acknowledgement, so that notices go on',
      permission: 'expiring:write',
      params,
      audit: { operation: 'expiring.unacknowledge', resource: 'certificates' },
      responses: { 200: { description: 'The certificate', schema: expiringDetail } },
      async handle({ params: { certificateUuid }, caller, note }) {
        const at = now();
        const before = await acknowledgements.look(certificateUuid, at);
        note({ objects: [{ uuid: certificateUuid, name: certificateName(before.certificate) }] });
        return {
          status: 200,
          body: await detail(await acknowledgements.withdraw(before, by(caller), at), caller),
        };
      },
    }),
  ];
}
