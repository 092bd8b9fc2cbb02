import type { Permission } from '../identity/permissions';

interface TopicRule {
  /** Who is told at all. */
  readonly permission: Permission;
  /** Who is told which objects changed, where that takes more; everybody else hears only that some did. */
  readonly idsNeed?: Permission;
}

/** What people look at in lists, by the name that the stream tells of it. A name, once released, is never renamed. */
const rules = {
  certificates: { permission: 'certificates:read' },
  'bulk-changes': { permission: 'certificates:read' },
  firings: { permission: 'event-history:read' },
  uploads: { permission: 'uploads:read' },
  expiring: { permission: 'expiring:read' },
  deliveries: { permission: 'deliveries:read' },
  /** The messages to the person who listens; of others nobody hears. */
  notifications: { permission: 'notifications:read' },
  operations: { permission: 'certificates:read' },
  discoveries: { permission: 'discoveries:read' },
  /** People see those that concern them. */
  approvals: { permission: 'approvals:read', idsNeed: 'approvals:all' },
  'approval-profiles': { permission: 'approval-profiles:read' },
  jobs: { permission: 'scheduled-jobs:read' },
  alerts: { permission: 'alerts:read' },
  definitions: { permission: 'builder:read' },
  instances: { permission: 'builder:read' },
  scripts: { permission: 'scripts:read' },
  'script-runs': { permission: 'scripts:read' },
  triggers: { permission: 'triggers:read' },
  'trigger-sets': { permission: 'trigger-sets:read' },
  'notification-profiles': { permission: 'notification-profiles:read' },
  authorities: { permission: 'authorities:read' },
  'certificate-profiles': { permission: 'certificate-profiles:read' },
  'ra-profiles': { permission: 'ra-profiles:read' },
  groups: { permission: 'groups:read' },
  'custom-attributes': { permission: 'custom-attributes:read' },
  collections: { permission: 'collections:read' },
  connections: { permission: 'connections:read' },
  secrets: { permission: 'secrets:read' },
  handlers: { permission: 'handlers:read' },
  'ssh-keys': { permission: 'ssh-keys:read' },
  workers: { permission: 'workers:read' },
  users: { permission: 'users:read' },
  roles: { permission: 'roles:read' },
  'api-keys': { permission: 'api-keys:read' },
  sessions: { permission: 'sessions:read' },
  settings: { permission: 'settings:read' },
  'event-log': { permission: 'event-log:read' },
  'audit-log': { permission: 'audit-log:read' },
} as const satisfies Record<string, TopicRule>;

export type Topic = keyof typeof rules;

export const topics = Object.keys(rules) as [Topic, ...Topic[]];

const ruleOf = (topic: Topic): TopicRule => rules[topic];

export function isTopic(text: string): text is Topic {
  return Object.hasOwn(rules, text);
}

export function permissionOf(topic: Topic): Permission {
  return ruleOf(topic).permission;
}

/** Those that somebody is told of. */
export function topicsFor(permissions: ReadonlySet<Permission>): Topic[] {
  return topics.filter((topic) => permissions.has(permissionOf(topic)));
}

/** Whether somebody may hear which objects of a topic changed. */
export function mayHearIds(topic: Topic, permissions: ReadonlySet<Permission>): boolean {
  const { idsNeed } = ruleOf(topic);
  return idsNeed === undefined || permissions.has(idsNeed);
}

/** What decides who may listen: a change of these is looked into for everybody who does. */
export const identityTopics: ReadonlySet<Topic> = new Set(['users', 'roles', 'api-keys', 'sessions']);
