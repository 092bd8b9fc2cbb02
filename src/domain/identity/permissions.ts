/** The areas of the API; every one has `:read` and `:write`. */
export const areas = [
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
  'custom-attributes',
  'users',
  'roles',
  'api-keys',
  'audit-log',
  'event-log',
  'approvals',
  'approval-profiles',
  'scheduled-jobs',
  'secrets',
  'settings',
  'metrics',
] as const;
export type Area = (typeof areas)[number];
export type Permission =
  | `${Area}:read`
  | `${Area}:write`
  | 'certificates:upload'
  | 'certificates:issue'
  | 'certificates:renew'
  | 'certificates:revoke'
  | 'certificates:export-keys'
  | 'discoveries:push'
  | 'event-history:replay'
  | 'event-history:export'
  | 'secrets:use'
  | 'approvals:all'
  | 'approvals:override';
export const permissions: readonly Permission[] = [
  ...areas.flatMap((area): Permission[] => [`${area}:read`, `${area}:write`]),
  'certificates:upload',
  'certificates:issue',
  'certificates:renew',
  'certificates:revoke',
  'certificates:export-keys',
  'discoveries:push',
  'event-history:replay',
  'event-history:export',
  'secrets:use',
  'approvals:all',
  'approvals:override',
];

/** A permission that a change needs, and the JSON Pointer of what needs it. */
export interface NeededRight {
  readonly pointer: string;
  readonly permission: Permission;
}
