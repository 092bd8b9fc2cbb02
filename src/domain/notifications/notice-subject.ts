import { isSecretType, type AttributeValues } from '../attributes/attribute';
import type { NoticeContext } from './notice';
import type { NoticeSubject } from './recipients';

/** What decides who is told of a subject, with its attributes as they are stored. */
export type NoticeSubjectFacts = Omit<NoticeSubject, 'attributes'> & { readonly attributes: AttributeValues };

/** Without the values of secret attributes: nothing is sent to an address that is a secret. */
export function noticeSubject({ attributes, ...facts }: NoticeSubjectFacts): NoticeSubject {
  return {
    ...facts,
    attributes: Object.fromEntries(
      Object.values(attributes)
        .filter(({ contentType }) => !isSecretType(contentType))
        .map(({ name, content }) => [name, content.map(({ data }) => data)]),
    ),
  };
}

/** What the steps of a certificate are counted by; nothing without an end. */
export function validityOf(
  certificate: { readonly notBefore?: Date | null; readonly notAfter: Date | null } | null,
): Pick<NoticeSubject, 'validity'> {
  if (!certificate?.notAfter) return {};
  return { validity: { notBefore: certificate.notBefore ?? null, notAfter: certificate.notAfter } };
}

/** The subject of a notice that is to be sent. */
export function subjectOfNotice({
  envelope: { event, data },
  rejected,
  actor,
  certificate,
  ownerUuid,
  groupUuids,
}: NoticeContext): NoticeSubject {
  const attributes = certificate?.attributes ?? {};
  return noticeSubject({
    ...{ event, data, rejected, actorUuid: actor.uuid, ownerUuid, groupUuids, attributes },
    ...validityOf(certificate),
  });
}
