import type { EventTokenFacts } from '../../domain/actions/event-tokens';
import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { NoticePayload } from '../../store/firings/notice-payloads';

export interface ActionFactDeps {
  readonly payload: (firingId: string) => Promise<NoticePayload | undefined>;
  readonly certificate: (uuid: string) => Promise<CertificateRecord | null>;
  readonly names: () => Promise<{
    readonly users: ReadonlyMap<string, { readonly email: string | null }>;
    readonly raProfiles: ReadonlyMap<string, { readonly name: string }>;
  }>;
  readonly now: () => Date;
}

/** What tokens of the actions of a firing are looked up in; undefined where what the event tells is no longer there. */
export function createActionFacts({ payload: load, certificate: find, names, now }: ActionFactDeps) {
  return async (firingId: string): Promise<EventTokenFacts | undefined> => {
    const payload = await load(firingId);
    if (payload === undefined) return undefined;
    const { envelope, certificateUuid, ownerUuid, subject } = payload;
    const [certificate, { users, raProfiles }] = await Promise.all([
      certificateUuid === null ? null : find(certificateUuid),
      names(),
    ]);
    return {
      ...{ envelope, certificate, attributes: (certificate ?? subject)?.attributes ?? {}, now: now() },
      ownerMail: ownerUuid === null ? null : (users.get(ownerUuid)?.email ?? null),
      raProfileName: certificate?.raProfile == null ? null : (raProfiles.get(certificate.raProfile)?.name ?? null),
    };
  };
}

export type ActionFacts = ReturnType<typeof createActionFacts>;
