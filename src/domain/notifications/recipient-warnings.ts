import { isSecretType, type AttributeDefinition } from '../attributes/attribute';
import type { Group } from '../identity/group';
import type { User } from '../identity/user';
import { isMailAddress, parseAddressList } from './address-list';
import { addressing, type NotificationProfile, type RecipientRule } from './profile';
import { planRecipients } from './recipient-plan';
import { hasReservedDomain } from './reserved-domains';

export type RecipientProfile = Pick<
  NotificationProfile,
  'recipientType' | 'recipients' | 'recipientAttribute' | 'escalationSteps' | 'channels'
>;

/** Whom profiles can name, by uuid; attributes by name. */
export interface RecipientDirectory {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly roles: ReadonlyMap<string, unknown>;
  readonly attributesByName: ReadonlyMap<string, AttributeDefinition>;
}

export interface RecipientWarning {
  readonly code: 'recipient_unusable' | 'reaches_nobody';
  readonly detail: string;
  readonly pointer?: string;
  /** Whose matter it is; absent: the profile's alone. */
  readonly about?: 'users' | 'groups' | 'roles';
}

type Reach = ReadonlySet<'address' | 'user' | 'none'>;

/**
 * Recipients of a profile that get nothing, as the directory stands, whatever is told and on whichever of its channels.
 * Who is meant by the subject itself (owner, default) shows only with a subject.
 */
export function recipientWarnings(profile: RecipientProfile, directory: RecipientDirectory): RecipientWarning[] {
  const reach: Reach = new Set(profile.channels.map(({ type }) => addressing[type]));
  // Channels without addresses tell nobody by name.
  const isAddressed = reach.has('address') || reach.has('user');
  const found = isAddressed ? rulesOf(profile).flatMap((at) => ruleWarnings(at, reach, directory)) : [];
  return [...found, ...(reachesNobody(profile, directory) ? [nobodyReached] : [])];
}

const nobodyReached: RecipientWarning = {
  code: 'reaches_nobody',
  detail: 'As users, groups and roles stand, nobody gets anything from this profile, at any step.',
};

interface PlacedRule {
  readonly rule: Pick<RecipientRule, 'recipients' | 'recipientAttribute'> & { readonly recipientType: string };
  readonly base: string;
}

function rulesOf(profile: RecipientProfile): PlacedRule[] {
  const added = profile.escalationSteps.flatMap(({ addRecipients }, step) =>
    addRecipients.map((rule, index) => ({ rule, base: `/escalationSteps/${step}/addRecipients/${index}` })),
  );
  return [{ rule: profile, base: '' }, ...added];
}

/** Only where the profile alone says who is meant. */
function reachesNobody(profile: RecipientProfile, directory: RecipientDirectory): boolean {
  const types = rulesOf(profile).map(({ rule }) => rule.recipientType);
  if (types.some((type) => type === 'owner' || type === 'default' || type === 'object')) return false;
  const last = profile.escalationSteps.at(-1)?.before ?? null;
  return planRecipients(profile, last, nothingKnown, directory).plan.deliveries.length === 0;
}

const nothingKnown = {
  ...{ event: '', data: {}, rejected: false, actorUuid: null, ownerUuid: null },
  ...{ groupUuids: [], attributes: {} },
};

function ruleWarnings({ rule, base }: PlacedRule, reach: Reach, directory: RecipientDirectory): RecipientWarning[] {
  const { recipientType, recipients, recipientAttribute } = rule;
  const each = (about: 'users' | 'groups' | 'roles', faultOf: (uuid: string) => string | undefined) =>
    recipients.flatMap((uuid, index): RecipientWarning[] => {
      const detail = faultOf(uuid);
      return detail === undefined
        ? []
        : [{ code: 'recipient_unusable', detail, pointer: `${base}/recipients/${index}`, about }];
    });
  switch (recipientType) {
    case 'user':
      return each('users', (uuid) => userFault(directory.users.get(uuid), reach));
    case 'group':
      return each('groups', (uuid) => groupFault(directory.groups.get(uuid), reach, directory));
    case 'role':
      return each('roles', (uuid) =>
        directory.roles.has(uuid) ? roleFault(uuid, reach, directory) : 'This role is gone.',
      );
    case 'object': {
      const detail = attributeFault(recipientAttribute, directory);
      const pointer = `${base}/recipientAttribute`;
      return detail === undefined ? [] : [{ code: 'recipient_unusable', detail, pointer }];
    }
    default:
      return [];
  }
}

function userFault(user: User | undefined, reach: Reach): string | undefined {
  if (user === undefined) return 'This user is gone.';
  if (!user.enabled) return 'This user is disabled.';
  return reach.has('user') ? undefined : addressFault(user.email);
}

function addressFault(address: string | null): string | undefined {
  if (!isMailAddress(address)) return 'This user has no mail address, and no channel of the profile does without.';
  return hasReservedDomain(address)
    ? 'The domain of this user’s address is reserved: no mail arrives there.'
    : undefined;
}

function groupFault(group: Group | undefined, reach: Reach, { users }: RecipientDirectory): string | undefined {
  if (group === undefined) return 'This group is gone.';
  if (reach.has('address') && isMailAddress(group.email) && !hasReservedDomain(group.email)) return undefined;
  const members = group.members.map((uuid) => users.get(uuid));
  if (members.some((user) => userFault(user, reach) === undefined)) return undefined;
  return members.length === 0
    ? 'This group has no members, and no mail address of its own that could be used.'
    : 'No member of this group can be reached, and it has no mail address of its own that could be used.';
}

function roleFault(role: string, reach: Reach, { users }: RecipientDirectory): string | undefined {
  const holders = [...users.values()].filter(({ roles }) => roles.includes(role));
  if (holders.some((user) => userFault(user, reach) === undefined)) return undefined;
  return holders.length === 0 ? 'Nobody has this role.' : 'Nobody who has this role can be reached.';
}

const addressTypes = ['string', 'text', 'codeblock'];

function attributeFault(name: string | null, { attributesByName }: RecipientDirectory): string | undefined {
  const definition = attributesByName.get(name ?? '');
  if (definition === undefined) return 'This custom attribute is gone.';
  const { contentType, list, extensibleList, content } = definition;
  if (isSecretType(contentType)) return `Its type is ${contentType}: nothing is sent to an address that is a secret.`;
  if (!addressTypes.includes(contentType)) return `Its type is ${contentType}, which holds no mail addresses.`;
  if (!list || extensibleList || content.length === 0) return undefined;
  const lists = content.map(({ data }) => parseAddressList(typeof data === 'string' ? data : ''));
  const unusable = lists.flatMap(({ unusable: pieces }) => pieces);
  return unusable.length === 0 ? undefined : `Options of it are no mail addresses, such as "${unusable[0]!}".`;
}
