import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { EventCode } from '../../domain/events/catalogue';
import { noticeSubject, validityOf } from '../../domain/notifications/notice-subject';
import type { NotificationProfile } from '../../domain/notifications/profile';
import { recipientFactsOf } from '../../services/expiration/recipient-facts';
import { visibleRecipients } from '../expiration/rows';
import type { Caller } from '../http/route';

export interface PreviewRecipientDeps {
  readonly recipients: () => Promise<Parameters<typeof recipientFactsOf>[3]>;
}

interface Sample {
  readonly event: EventCode;
  readonly certificate: CertificateRecord | null;
  readonly step: string | null;
}

/** Whom a profile would tell at a step, as the caller may see it; a made-up certificate has no owner and no groups. */
export async function previewRecipients(
  { recipients }: PreviewRecipientDeps,
  profile: NotificationProfile,
  { event, certificate, step }: Sample,
  { permissions, actor }: Pick<Caller, 'permissions' | 'actor'>,
) {
  const subject = noticeSubject({
    ...{ event, data: {}, rejected: false, actorUuid: actor.uuid },
    ...{ ownerUuid: certificate?.owner ?? null, groupUuids: certificate?.groups ?? [] },
    attributes: certificate?.attributes ?? {},
    ...validityOf(certificate),
  });
  return visibleRecipients(recipientFactsOf(profile, step, subject, await recipients()), permissions);
}
