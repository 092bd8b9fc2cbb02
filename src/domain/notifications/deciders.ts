import type { Envelope } from '../events/envelope';
import type { Group } from '../identity/group';
import type { User } from '../identity/user';
import type { PersonalLink } from './delivery';
import type { NoticePlan, NoticeSubject, PlannedDelivery } from './recipients';

/** Everybody there is, by uuid. */
interface Everybody {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
}

type Asking = Pick<NoticeSubject, 'event' | 'data' | 'rejected'>;

/**
 * Marks the mails of a request for approval that go to exactly one person whom the open step asks, so that a link to
 * decide by may stand in them. An address that two users share, or a group and a user, is nobody's own.
 */
export function withDeciders(plan: NoticePlan, subject: Asking, people: Everybody): NoticePlan {
  if (subject.event !== 'approval_requested' || subject.rejected) return plan;
  const marked = (delivery: PlannedDelivery): PlannedDelivery => {
    const decider = deciderBehind(delivery, subject, people);
    return decider === undefined ? delivery : { ...delivery, decider };
  };
  return { ...plan, deliveries: plan.deliveries.map(marked) };
}

/** What the link of a mail to a decider needs; undefined where there is nothing to decide any more. */
export function personalLinkOf(
  { data }: Pick<Envelope, 'data'>,
  user: string,
  insteadOf: string,
  now: Date,
): PersonalLink | undefined {
  const { approvalUuid: approval, expiryAt } = data;
  if (typeof approval !== 'string' || typeof expiryAt !== 'string') return undefined;
  const until = new Date(expiryAt);
  // False for what is no date, too.
  return until > now ? { approval, user, until, insteadOf } : undefined;
}

function deciderBehind(
  { channel, recipient }: PlannedDelivery,
  { data }: Asking,
  { users, groups }: Everybody,
): string | undefined {
  if (channel !== 'email' || recipient.kind !== 'address') return undefined;
  const address = recipient.value.toLowerCase();
  const isBehind = ({ email }: { readonly email: string | null }) => email?.toLowerCase() === address;
  const [user, ...others] = [...users.values()].filter(isBehind);
  if (user === undefined || others.length > 0 || [...groups.values()].some(isBehind)) return undefined;
  if (!user.enabled || user.uuid === data['creatorUuid']) return undefined;
  const asked = data['recipientUuid'];
  if (typeof asked !== 'string') return undefined;
  const isAsked = {
    user: user.uuid === asked,
    role: user.roles.includes(asked),
    group: user.groups.includes(asked),
  }[String(data['recipientType'])];
  return isAsked === true ? user.uuid : undefined;
}
