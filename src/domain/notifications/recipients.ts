import { findEvent } from '../events/catalogue';
import type { User } from '../identity/user';
import { administratorRole } from '../identity/roles';
import type { Group } from '../identity/group';
import { isMailAddress, parseAddressList } from './address-list';
import type { Recipient } from './delivery';
import type { StepValidity } from './step';
import { addressing, type Channel, type ChannelSettings, type RecipientRule } from './profile';

/** What decides who is told: the event with its payload, and what hangs on its subject. */
export interface NoticeSubject {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly rejected: boolean;
  readonly actorUuid: string | null;
  readonly ownerUuid: string | null;
  readonly groupUuids: readonly string[];
  /** Values of the subject's custom attributes by name of the attribute. */
  readonly attributes: Readonly<Record<string, readonly unknown[]>>;
  /** Of a certificate whose escalation steps count. */
  readonly validity?: StepValidity;
}

/** uuids to look up before the plan is made. Members of the groups are to be added to the users. */
export interface RecipientNeeds {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  /** Addresses that need no look-up. */
  readonly addresses: readonly string[];
  /** Pieces of the attribute's texts that are no address; visible characters, cut. */
  readonly unusable?: readonly string[];
}

/** What the directory knows; whoever is missing here does not exist any more. */
export interface DirectoryFacts {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  /** By uuid of the role. */
  readonly roleMembers: Readonly<Record<string, readonly User[]>>;
}

export interface PlannedDelivery {
  readonly channel: Channel;
  readonly recipient: Recipient;
  /** Only administrators read it, who are shown what lies inside the installation. */
  readonly forAdministrator?: true;
  /** uuid of the one user whose address it is, where a link to decide by may stand in the mail. */
  readonly decider?: string;
}

export interface NoticePlan {
  readonly deliveries: readonly PlannedDelivery[];
  /** Set when nobody at all would be told. */
  readonly reason?: 'no_recipients';
  /** What stands where an address should, and is none: the others are told all the same. */
  readonly unusable?: readonly string[];
}

const nobody: RecipientNeeds = { users: [], groups: [], roles: [], addresses: [] };
/**
 * Whom the rules in force mean for this notice, before anybody is looked up; each uuid and address
 * once.
 */
export function recipientNeeds(rules: readonly RecipientRule[], subject: NoticeSubject): RecipientNeeds {
  const needs = rules.map((rule) => needsOf(rule, subject));
  const all = (kind: keyof RecipientNeeds) => [...new Set(needs.flatMap((need) => need[kind] ?? []))];
  const unusable = all('unusable');
  return {
    users: all('users'),
    groups: all('groups'),
    roles: all('roles'),
    addresses: all('addresses'),
    ...(unusable.length === 0 ? {} : { unusable }),
  };
}

function needsOf(rule: RecipientRule, subject: NoticeSubject): RecipientNeeds {
  switch (rule.recipientType) {
    case 'user':
      return { ...nobody, users: rule.recipients };
    case 'group':
      return { ...nobody, groups: rule.recipients };
    case 'role':
      return { ...nobody, roles: rule.recipients };
    case 'owner':
      return { ...nobody, users: present(subject.ownerUuid) };
    case 'object':
      return { ...nobody, ...attributeAddresses(rule.recipientAttribute, subject) };
    case 'default':
      return defaultRecipients(subject);
  }
}

/**
 * Who gets the notice on which channel, each address and each user once however many ways lead there. A disabled user,
 * a user without address and a group without members harm nobody else. A channel without addresses gets one notice.
 * `rules` are those of `rulesInForce`.
 */
export function planNotice(
  rules: readonly RecipientRule[],
  channels: readonly Pick<ChannelSettings, 'type'>[],
  subject: NoticeSubject,
  directory: DirectoryFacts,
): NoticePlan {
  const needs = recipientNeeds(rules, subject);
  const users = reachableUsers(needs, directory);
  const addresses = uniqueAddresses([
    ...users.map(({ email }) => email),
    ...chosenGroups(needs, directory).map(({ email }) => email),
    ...needs.addresses,
  ]);
  const administrators = users.filter(({ roles }) => roles.includes(administratorRole));
  const shared = new Set(
    [
      ...users.filter((user) => !administrators.includes(user)).map(({ email }) => email),
      ...chosenGroups(needs, directory).map(({ email }) => email),
      ...needs.addresses,
    ].map((address) => address?.toLowerCase()),
  );
  const isForAdministrator = ({ kind, value }: Recipient): boolean =>
    kind === 'user'
      ? administrators.some(({ uuid }) => uuid === value)
      : kind === 'address' &&
        !shared.has(value.toLowerCase()) &&
        administrators.some(({ email }) => email?.toLowerCase() === value.toLowerCase());
  const byAddressing: Record<Recipient['kind'], readonly Recipient[]> = {
    address: addresses.map((value) => ({ kind: 'address', value })),
    user: users.map(({ uuid }) => ({ kind: 'user', value: uuid })),
    none: [{ kind: 'none', value: null }],
  };
  const deliveries = channels.flatMap(({ type }) =>
    byAddressing[addressing[type]].map((recipient) => ({
      channel: type,
      recipient,
      ...(isForAdministrator(recipient) ? { forAdministrator: true as const } : {}),
    })),
  );
  // Where no channel goes to addresses, nothing is lost by one that cannot be read.
  const unusable = channels.some(({ type }) => addressing[type] === 'address') ? (needs.unusable ?? []) : [];
  return {
    deliveries,
    ...(unusable.length === 0 ? {} : { unusable }),
    ...(deliveries.length === 0 ? { reason: 'no_recipients' } : {}),
  };
}

/** Whom `default` means, by event. A later event code is told to owner and groups, if its subject has any. */
function defaultRecipients(subject: NoticeSubject): RecipientNeeds {
  const { event, data, rejected, actorUuid, ownerUuid, groupUuids } = subject;
  const definition = findEvent(event);
  if (rejected && definition?.concealsIgnored === true) return { ...nobody, users: present(actorUuid) };
  const meant = definition?.defaultRecipients ?? 'ownerAndGroups';
  if (meant === 'ownerAndGroups') return { ...nobody, users: present(ownerUuid), groups: groupUuids };
  if (meant === 'openStep') return { ...nobody, ...openStep(data['recipientType'], present(data['recipientUuid'])) };
  return { ...nobody, users: present(data[meant.userIn]) };
}

function openStep(kind: unknown, uuids: readonly string[]): Partial<RecipientNeeds> {
  if (kind === 'user') return { users: uuids };
  if (kind === 'role') return { roles: uuids };
  if (kind === 'group') return { groups: uuids };
  return {};
}

function attributeAddresses(
  attribute: string | null,
  { attributes }: NoticeSubject,
): Pick<RecipientNeeds, 'addresses' | 'unusable'> {
  if (attribute === null || !Object.hasOwn(attributes, attribute)) return { addresses: [], unusable: [] };
  const lists = (attributes[attribute] ?? []).map((value) =>
    typeof value === 'string' ? parseAddressList(value) : { addresses: [], unusable: [String(value)] },
  );
  return {
    addresses: lists.flatMap(({ addresses }) => addresses),
    unusable: lists.flatMap(({ unusable }) => unusable),
  };
}

function chosenGroups(needs: RecipientNeeds, directory: DirectoryFacts): readonly Group[] {
  return directory.groups.filter(({ uuid }) => needs.groups.includes(uuid));
}

function reachableUsers(needs: RecipientNeeds, directory: DirectoryFacts): readonly User[] {
  const wanted = new Set([...needs.users, ...chosenGroups(needs, directory).flatMap(({ members }) => members)]);
  const found = [
    ...directory.users.filter(({ uuid }) => wanted.has(uuid)),
    ...needs.roles.flatMap((role) =>
      Object.hasOwn(directory.roleMembers, role) ? (directory.roleMembers[role] ?? []) : [],
    ),
  ];
  return [...new Map(found.filter(({ enabled }) => enabled).map((user) => [user.uuid, user])).values()];
}

function uniqueAddresses(candidates: readonly (string | null)[]): readonly string[] {
  const byFolded = new Map<string, string>();
  for (const candidate of candidates) {
    if (!isMailAddress(candidate)) continue;
    const folded = candidate.toLowerCase();
    if (!byFolded.has(folded)) byFolded.set(folded, candidate);
  }
  return [...byFolded.values()];
}

function present(uuid: unknown): readonly string[] {
  return typeof uuid === 'string' && uuid !== '' ? [uuid] : [];
}
