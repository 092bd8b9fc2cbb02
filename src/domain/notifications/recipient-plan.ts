import type { Group } from '../identity/group';
import type { User } from '../identity/user';
import { withDeciders } from './deciders';
import { rulesInForce } from './escalation';
import type { NotificationProfile } from './profile';
import { planNotice, recipientNeeds, type NoticePlan, type NoticeSubject, type RecipientNeeds } from './recipients';

/** Who can be told, by uuid; whoever is missing does not exist any more. */
export interface People {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
}

export type AddressedProfile = Pick<
  NotificationProfile,
  'recipientType' | 'recipients' | 'recipientAttribute' | 'escalationSteps' | 'channels'
>;

/** Whom a profile means, and who of these is told on which channel. */
export interface RecipientPlan {
  readonly needs: RecipientNeeds;
  readonly plan: NoticePlan;
}

/** Whether planning needs the directory at all: addresses and channels without addresses need nobody. */
export function needsPeople(profile: AddressedProfile, step: string | null, subject: NoticeSubject): boolean {
  const { users, groups, roles } = recipientNeeds(rulesInForce(profile, step, subject.validity), subject);
  return users.length + groups.length + roles.length > 0;
}

/** Whom a profile means for a subject at a step of its escalation, null outside of steps. */
export function planRecipients(
  profile: AddressedProfile,
  step: string | null,
  subject: NoticeSubject,
  { users, groups }: People,
): RecipientPlan {
  const rules = rulesInForce(profile, step, subject.validity);
  const needs = recipientNeeds(rules, subject);
  const groupsFound = needs.groups.flatMap((uuid) => groups.get(uuid) ?? []);
  const people = [...new Set([...needs.users, ...groupsFound.flatMap(({ members }) => members)])];
  const plan = planNotice(rules, profile.channels, subject, {
    users: people.flatMap((uuid) => users.get(uuid) ?? []),
    groups: groupsFound,
    roleMembers: Object.fromEntries(
      needs.roles.map((role) => [role, [...users.values()].filter((user) => user.roles.includes(role))]),
    ),
  });
  return { needs, plan: withDeciders(plan, subject, { users, groups }) };
}
