import type { Role, User } from './user';
import { permissions, type Permission, type Area } from './permissions';

/** Fixed uuid of the role that can do everything. At least one enabled user always has it. */
export const administratorRole = '00000000-0000-4000-8000-0000000000a1';

const reads = (...areas: Area[]): Permission[] => areas.map((area): Permission => `${area}:read`);
const writes = (...areas: Area[]): Permission[] => areas.map((area): Permission => `${area}:write`);

const configuration: Area[] = ['events', 'triggers', 'trigger-sets', 'notification-profiles'];
const inventory: Area[] = [
  'certificates',
  'expiring',
  'uploads',
  'discoveries',
  'groups',
  'ra-profiles',
  'collections',
  'custom-attributes',
  'ssh-keys',
];
/** Who may issue what: seen by many, changed by administrators. */
const issuance: Area[] = ['authorities', 'certificate-profiles'];
const results: Area[] = ['event-history', 'deliveries', 'event-log'];

const viewer: Permission[] = [
  ...reads(
    ...configuration,
    ...inventory,
    ...issuance,
    ...results,
    'notifications',
    'users',
    'roles',
    'approvals',
    'approval-profiles',
    'scheduled-jobs',
    'alerts',
    'builder',
    'workers',
  ),
  ...writes('notifications'),
];

/**
 * The roles every installation has. Their permissions follow the release: they are written again at each start and
 * cannot be changed or deleted. Everybody may mark their own messages as read.
 */
export const builtInRoles: readonly Omit<Role, 'revision'>[] = [
  builtIn('a1', 'administrator', 'Can do everything.', permissions),
  builtIn(
    'a2',
    'operator',
    'Manages certificates and automation. Cannot change users, roles or platform settings, and cannot see API keys or the audit log.',
    [
      ...viewer,
      ...reads('metrics', 'handlers', 'scripts', 'secrets', 'connections', 'settings'),
      ...writes(
        'triggers',
        'trigger-sets',
        'notification-profiles',
        ...inventory,
        'deliveries',
        'event-log',
        'approvals',
        'scheduled-jobs',
        'alerts',
        'builder',
      ),
      'alerts:test',
      'alerts:execute',
      'builder:execute',
      'builder:publish',
      'certificates:upload',
      'certificates:issue',
      'certificates:renew',
      'discoveries:push',
      'event-history:replay',
      'event-history:export',
      'scripts:execute',
      'secrets:use',
      'views:share',
    ],
  ),
  builtIn('a3', 'auditor', 'Can see everything, including the audit log, but cannot change anything.', [
    ...permissions.filter((permission) => permission.endsWith(':read')),
    ...writes('notifications'),
    'event-history:export',
    'approvals:all',
  ]),
  builtIn('a4', 'uploader', 'Uploads certificates and follows their progress.', [
    'certificates:upload',
    ...reads('custom-attributes', 'notifications'),
    ...writes('notifications'),
  ]),
  builtIn(
    'a5',
    'viewer',
    'Can see the inventory, the automation and the event history, but cannot change anything.',
    viewer,
  ),
];

function builtIn(
  suffix: string,
  name: string,
  description: string,
  granted: readonly Permission[],
): Omit<Role, 'revision'> {
  const uuid = `00000000-0000-4000-8000-0000000000${suffix}`;
  return { uuid, name, description, permissions: [...new Set(granted)], builtIn: true };
}

const known: ReadonlySet<string> = new Set(permissions);

/** False for permissions of another release, which grant nothing here. */
export function isPermission(text: string): text is Permission {
  return known.has(text);
}

/** All that an enabled user's roles grant together; nothing for a disabled user. */
export function permissionsGranted(
  user: { readonly enabled: boolean; readonly roles: readonly string[] },
  roles: Iterable<Pick<Role, 'uuid' | 'permissions'>>,
): ReadonlySet<Permission> {
  const granted = new Set<Permission>();
  if (!user.enabled) return granted;
  for (const role of roles) {
    if (user.roles.includes(role.uuid)) for (const permission of role.permissions) granted.add(permission);
  }
  return granted;
}

/** Whether somebody may do everything now. */
export function isAdministrator({ enabled, roles }: Pick<User, 'enabled' | 'roles'>): boolean {
  return enabled && roles.includes(administratorRole);
}

/** What somebody may not hand out: the permissions that `after` adds to `before` and `own` lacks, sorted. */
export function ungrantable(
  before: ReadonlySet<Permission>,
  after: ReadonlySet<Permission>,
  own: ReadonlySet<Permission>,
): Permission[] {
  return [...after].filter((permission) => !before.has(permission) && !own.has(permission)).sort();
}
