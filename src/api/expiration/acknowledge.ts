import { certificateName } from '../../domain/certificates/pending';
import type { CertificateHistoryEvent } from '../../domain/certificates/history';
import type { Acknowledgement } from '../../domain/expiration/watch';
import { CertloomError } from '../../domain/problem';
import type { CertificateHistoryStore } from '../../store/certificates/history';
import { uuidOf } from '../../store/database/derived-ids';
import type { ExpirationWatchStore } from '../../store/expiration/watches';
import { acknowledgeBody, expiringDetail } from './schemas';
import type { toExpiringDetail } from './rows';
import type { LookedAt } from '../../services/expiration/view';
import { validationFailed } from '../http/faults';
import { defineRoute, type Caller, type Route } from '../http/route';
import { uuid, z } from '../http/schemas';

export interface AcknowledgeDeps {
  readonly watches: Pick<ExpirationWatchStore, 'acknowledge'>;
  readonly history: Pick<CertificateHistoryStore, 'add'>;
  /** Throws `not_found`. */
  readonly seen: (certificateUuid: string, at: Date) => Promise<LookedAt>;
  readonly detail: (looked: LookedAt, caller: Caller) => Promise<ReturnType<typeof toExpiringDetail>>;
  readonly now: () => Date;
}

const path = '/expiring/{certificateUuid}/acknowledge';
const params = z.strictObject({ certificateUuid: uuid });

/** Somebody takes care: notices of this cycle rest until a replacement begins the next one. */
export function createAcknowledgeRoutes({ watches, history, seen, detail, now }: AcknowledgeDeps): Route[] {
  async function write(
    looked: LookedAt,
    acknowledged: Acknowledgement | null,
    { actor }: Caller,
    at: Date,
  ): Promise<LookedAt> {
    const { certificate, watch } = looked;
    const cycle = watch?.cycle ?? 1;
    if (!(await watches.acknowledge(certificate.uuid, cycle, acknowledged))) {
      throw new CertloomError('conflict', 'The certificate has been replaced in the meantime; read it again.');
    }
    const event: CertificateHistoryEvent = acknowledged === null ? 'unacknowledge' : 'acknowledge';
    await history.add([
      {
        id: uuidOf(`certificate-history:${certificate.uuid}:${cycle}:${event}:${at.toISOString()}`),
        certificate: certificate.uuid,
        created: at,
        createdBy: { uuid: actor.uuid, name: actor.name },
        event,
        status: 'success',
        message: acknowledged === null ? 'expiration no longer acknowledged' : 'expiration acknowledged',
        additionalInformation:
          acknowledged === null
            ? { cycle }
            : { cycle, comment: acknowledged.comment, until: acknowledged.until?.toISOString() ?? null },
      },
    ]);
    return seen(certificate.uuid, at);
  }

  return [
    defineRoute({
      method: 'post',
      path,
      operationId: 'acknowledgeExpiringCertificate',
      tag: 'Expiring',
      summary: 'Acknowledge that a certificate is about to expire',
      description:
        'Stops its notices until the certificate is replaced, or until a given time. Messages already on their way are still delivered. A later call replaces an earlier one.',
      permission: 'expiring:write',
      params,
      body: acknowledgeBody,
      audit: { operation: 'expiring.acknowledge', resource: 'certificates' },
      responses: { 200: { description: 'The certificate', schema: expiringDetail } },
      async handle({ params: { certificateUuid }, body, caller, note }) {
        const at = now();
        if (body.until !== null && body.until <= at) {
          throw validationFailed([{ pointer: '/until', code: 'wrong_value', detail: 'until must be in the future' }]);
        }
        const before = await seen(certificateUuid, at);
        note({ objects: [{ uuid: certificateUuid, name: certificateName(before.certificate) }] });
        if (before.state === 'upcoming' || before.state === 'replaced') {
          throw new CertloomError('invalid_state', reasons[before.state]);
        }
        const { uuid: by, name } = caller.actor;
        const acknowledged = { by: { uuid: by, name }, at, comment: body.comment, until: body.until };
        return { status: 200, body: await detail(await write(before, acknowledged, caller, at), caller) };
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
        const before = await seen(certificateUuid, at);
        note({ objects: [{ uuid: certificateUuid, name: certificateName(before.certificate) }] });
        if (!before.watch?.acknowledged) {
          throw new CertloomError('invalid_state', 'There is no acknowledgement of this certificate to withdraw.');
        }
        return { status: 200, body: await detail(await write(before, null, caller, at), caller) };
      },
    }),
  ];
}

const reasons = {
  upcoming: 'This certificate is not due yet, so there is nothing to acknowledge.',
  replaced: 'This certificate has a valid replacement, so there is nothing to acknowledge.',
} as const;
