/** The areas of the API; every one has `:read` and `:write`. */
export const areas = [
  'alerts',
  'events',
  'triggers',
  'trigger-sets',
  'event-history',
  'notification-profiles',
  'deliveries',
  'notifications',
  'certificates',
  'expiring',
  'uploads',
  'discoveries',
  'groups',
  'ra-profiles',
  'authorities',
  'certificate-profiles',
  'collections',
  'custom-attributes',
  'users',
  'roles',
  'api-keys',
  'audit-log',
  'sessions',
  'identity-providers',
  'builder',
  'event-log',
  'approvals',
  'approval-profiles',
  'scheduled-jobs',
  'handlers',
  'scripts',
  'secrets',
  'connections',
  'workers',
  'ssh-keys',
  'settings',
  'metrics',
] as const;
export type Area = (typeof areas)[number];
export type Permission =
  | `${Area}:read`
  | `${Area}:write`
  | 'alerts:test'
  | 'alerts:execute'
  | 'builder:execute'
  | 'builder:publish'
  | 'certificates:upload'
  | 'certificates:issue'
  | 'certificates:renew'
  | 'certificates:revoke'
  | 'certificates:export-keys'
  | 'discoveries:push'
  | 'event-history:replay'
  | 'event-history:export'
  | 'scripts:execute'
  | 'secrets:use'
  | 'approvals:all'
  | 'approvals:override'
  | 'views:share';
export const permissions: readonly Permission[] = [
  ...areas.flatMap((area): Permission[] => [`${area}:read`, `${area}:write`]),
  'alerts:test',
  'alerts:execute',
  'builder:execute',
  'builder:publish',
  'certificates:upload',
  'certificates:issue',
  'certificates:renew',
  'certificates:revoke',
  'certificates:export-keys',
  'discoveries:push',
  'event-history:replay',
  'event-history:export',
  'scripts:execute',
  'secrets:use',
  'approvals:all',
  'approvals:override',
  'views:share',
];

/** A permission that a change needs, and the JSON Pointer of what needs it. */
export interface NeededRight {
  readonly pointer: string;
  readonly permission: Permission;
}
