import { events, type EventCode } from '../../domain/events/catalogue';
import type { Permission } from '../../domain/identity/permissions';

/** What members of requests and answers refer to, known by their names: `owner` is always a user. */

export type ObjectKind = keyof typeof kinds;

/** What people call one of them, and who may know that it is there. */
export const kinds = {
  certificate: { noun: 'certificate', permission: 'certificates:read' },
  group: { noun: 'group', permission: 'groups:read' },
  user: { noun: 'user', permission: 'users:read' },
  raProfile: { noun: 'RA profile', permission: 'ra-profiles:read' },
  authority: { noun: 'authority', permission: 'authorities:read' },
  certificateProfile: { noun: 'certificate profile', permission: 'certificate-profiles:read' },
  role: { noun: 'role', permission: 'roles:read' },
  customAttribute: { noun: 'custom attribute', permission: 'custom-attributes:read' },
  trigger: { noun: 'trigger', permission: 'triggers:read' },
  notificationProfile: { noun: 'notification profile', permission: 'notification-profiles:read' },
  approvalProfile: { noun: 'approval profile', permission: 'approval-profiles:read' },
  job: { noun: 'scheduled job', permission: 'scheduled-jobs:read' },
  discovery: { noun: 'discovery', permission: 'discoveries:read' },
  collection: { noun: 'collection', permission: 'collections:read' },
  connection: { noun: 'connection', permission: 'connections:read' },
  alert: { noun: 'alert', permission: 'alerts:read' },
} as const satisfies Record<string, { readonly noun: string; readonly permission: Permission }>;

/** The first word of a path tells what its `{uuid}` is. */
const collections: Readonly<Record<string, ObjectKind>> = {
  certificates: 'certificate',
  groups: 'group',
  users: 'user',
  'ra-profiles': 'raProfile',
  authorities: 'authority',
  'certificate-profiles': 'certificateProfile',
  roles: 'role',
  'custom-attributes': 'customAttribute',
  triggers: 'trigger',
  'notification-profiles': 'notificationProfile',
  'approval-profiles': 'approvalProfile',
  'scheduled-jobs': 'job',
  discoveries: 'discovery',
  collections: 'collection',
  connections: 'connection',
  alerts: 'alert',
};

/** What members are called that hold uuids; where the same word holds something else, its schema takes no uuid. */
export const kindsByMember: Readonly<Record<string, ObjectKind>> = {
  group: 'group',
  groups: 'group',
  add: 'group',
  remove: 'group',
  set: 'group',
  owner: 'user',
  user: 'user',
  actor: 'user',
  uploader: 'user',
  configuredBy: 'user',
  createdBy: 'user',
  members: 'user',
  raProfile: 'raProfile',
  authority: 'authority',
  authorityInstanceUuid: 'authority',
  certificateProfileUuid: 'certificateProfile',
  roles: 'role',
  trigger: 'trigger',
  ignore: 'trigger',
  actions: 'trigger',
  profile: 'notificationProfile',
  profiles: 'notificationProfile',
  profileUuid: 'notificationProfile',
  notificationProfiles: 'notificationProfile',
  approvalProfile: 'approvalProfile',
  issue: 'approvalProfile',
  renew: 'approvalProfile',
  rekey: 'approvalProfile',
  revoke: 'approvalProfile',
  userUuid: 'user',
  roleUuid: 'role',
  groupUuid: 'group',
  creator: 'user',
  certificate: 'certificate',
  certificateUuid: 'certificate',
  issuedCertificate: 'certificate',
  successor: 'certificate',
  predecessor: 'certificate',
  uuids: 'certificate',
  replacedBy: 'certificate',
  partlyReplacedBy: 'certificate',
  discovery: 'discovery',
  collection: 'collection',
  alert: 'alert',
  collectionUuid: 'collection',
  connection: 'connection',
  connectionUuid: 'connection',
  collectionId: 'collection',
  raProfileId: 'raProfile',
  issuerCertificateId: 'certificate',
};

/** Resources as paths of trigger sets, firings and the audit log name them. */
export const resources: Readonly<Record<string, ObjectKind>> = {
  certificates: 'certificate',
  groups: 'group',
  users: 'user',
  raProfiles: 'raProfile',
  authorities: 'authority',
  certificateProfiles: 'certificateProfile',
  roles: 'role',
  customAttributes: 'customAttribute',
  triggers: 'trigger',
  notificationProfiles: 'notificationProfile',
  approvalProfiles: 'approvalProfile',
  jobs: 'job',
  discoveries: 'discovery',
};

/** The kind of the object that a path leads to, and the parameter with its id. */
export function objectInPath(
  path: string,
  params: Readonly<Record<string, unknown>>,
): { kind: ObjectKind; parameter: string } | undefined {
  const [, first = '', second = ''] = path.split('/');
  if (second === '{certificateUuid}') return { kind: 'certificate', parameter: 'certificateUuid' };
  const resource = params['resource'];
  const kind =
    second === '{uuid}' ? collections[first] : typeof resource === 'string' ? resources[resource] : undefined;
  return kind === undefined || !('uuid' in params) ? undefined : { kind, parameter: 'uuid' };
}

/** What the members of an object refer to; of some, another member says what they are. */
export function kindOf(member: string, beside: Readonly<Record<string, unknown>>): ObjectKind | undefined {
  if (member === 'recipients') {
    const type = beside['recipientType'];
    return type === 'user' || type === 'group' || type === 'role' ? type : undefined;
  }
  if (member === 'objectUuid') {
    const resource = beside['resource'];
    return typeof resource === 'string' && Object.hasOwn(resources, resource) ? resources[resource] : undefined;
  }
  // What takes a uuid there is the inbox of a user; other channels take addresses, or nothing.
  if (member === 'recipient') return beside['channel'] === 'internal' ? 'user' : undefined;
  return Object.hasOwn(kindsByMember, member) ? kindsByMember[member] : undefined;
}

/** Whether a member may refer to something, whatever it is. */
export function refers(member: string): boolean {
  return freeMembers.has(member) || Object.hasOwn(kindsByMember, member);
}

/** `place` is `<resource>/<uuid>`. */
const freeMembers: ReadonlySet<string> = new Set(['recipient', 'recipients', 'objectUuid', 'place']);

/** In paths of an event, an object is of the event's resource. */
export function resourceInPath({ event }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (typeof event !== 'string' || !Object.hasOwn(events, event)) return {};
  return { resource: events[event as EventCode].resource };
}

/** Their names do not tell that they are lists. */
const listsBy: ReadonlySet<string> = new Set(['replacedBy', 'partlyReplacedBy']);

/** The member that holds the name of another one: of `owner` and `ownerUuid` it is `ownerName`, of `groups` `groupNames`. */
export function nameMemberOf(member: string): string {
  if (listsBy.has(member)) return `${member}Names`;
  if (member.endsWith('Uuid')) return `${member.slice(0, -'Uuid'.length)}Name`;
  if (member.endsWith('Id')) return `${member.slice(0, -'Id'.length)}Name`;
  return member.endsWith('s') ? `${member.slice(0, -1)}Names` : `${member}Name`;
}
