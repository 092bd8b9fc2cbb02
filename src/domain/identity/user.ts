/** Spec 12.1. The areas of 11.7; every area has `:read` and `:write`. */
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
  'groups',
  'ra-profiles',
  'custom-attributes',
  'users',
  'roles',
  'api-keys',
  'audit-log',
  'event-log',
  'settings',
  'metrics',
] as const;
export type Area = (typeof areas)[number];
export type Permission =
  | `${Area}:read`
  | `${Area}:write`
  | 'certificates:upload'
  | 'certificates:revoke'
  | 'event-history:replay'
  | 'event-history:export';

export const permissions: readonly Permission[] = [
  ...areas.flatMap((area): Permission[] => [`${area}:read`, `${area}:write`]),
  'certificates:upload',
  'certificates:revoke',
  'event-history:replay',
  'event-history:export',
];

export interface User {
  readonly uuid: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string | null;
  /** Role uuids. */
  readonly roles: readonly string[];
  /** Group uuids. */
  readonly groups: readonly string[];
  readonly enabled: boolean;
  readonly revision: number;
}

export interface Role {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
  /** Built-in roles cannot be changed or deleted. */
  readonly builtIn: boolean;
  readonly revision: number;
}

/** Who calls. `system` stands for the product itself and has no uuid. */
export interface Actor {
  readonly type: 'user' | 'system';
  readonly uuid: string | null;
  readonly name: string;
}
export const systemActor: Actor = { type: 'system', uuid: null, name: 'system' };

/** Spec 12.2. `members` are user uuids. */
export interface Group {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly email: string | null;
  readonly members: readonly string[];
  /** How certificates of this group are renewed; told in the default text of an expiring certificate. */
  readonly renewalNote?: string | null;
  readonly revision: number;
}

/** Spec 12.3. Null inherits the platform's value. */
export interface RaProfile {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly authorityInstanceUuid: string | null;
  readonly validationEnabled: boolean | null;
  readonly validationFrequency: string | null;
  readonly expiringThreshold: string | null;
  /** 1 to 100. */
  readonly expiringThresholdPercent: number | null;
  readonly replacementDetection: 'automatic' | 'explicit' | null;
  readonly revision: number;
}
