import type { NotificationProfile } from '../../domain/notifications/profile';
import { planRecipients } from '../../domain/notifications/recipient-plan';
import type { NoticeSubject } from '../../domain/notifications/recipients';
import type { DirectorySnapshot } from '../../store/identity/directory';

export interface Named {
  readonly uuid: string;
  readonly name: string | null;
}

export interface RecipientFacts {
  readonly users: readonly Named[];
  readonly groups: readonly Named[];
  readonly roles: readonly Named[];
  readonly addresses: readonly string[];
  readonly channels: readonly string[];
  /** What stands where a mail address should, and is none. */
  readonly unusable: readonly string[];
  /** Nobody of these can be told. */
  readonly reachesNobody: boolean;
}

/** Whom a profile means at a step, as it would be asked for now. */
export function recipientFactsOf(
  profile: NotificationProfile,
  step: string | null,
  subject: NoticeSubject,
  directory: Pick<DirectorySnapshot, 'users' | 'groups' | 'roles'>,
): RecipientFacts {
  const { needs, plan } = planRecipients(profile, step, subject, directory);
  return {
    users: needs.users.map((uuid) => ({ uuid, name: directory.users.get(uuid)?.username ?? null })),
    groups: needs.groups.map((uuid) => ({ uuid, name: directory.groups.get(uuid)?.name ?? null })),
    roles: needs.roles.map((uuid) => ({ uuid, name: directory.roles.get(uuid)?.name ?? null })),
    addresses: needs.addresses,
    unusable: plan.unusable ?? [],
    channels: profile.channels.map(({ type }) => type),
    reachesNobody: plan.reason === 'no_recipients',
  };
}
