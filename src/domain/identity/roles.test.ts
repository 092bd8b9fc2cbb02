import { builtInRoles, isPermission, permissionsGranted, ungrantable } from './roles';
import { permissions, type Permission } from './permissions';

const named = (name: string) => builtInRoles.find((role) => role.name === name)!;

describe('builtInRoles', () => {
  it('have their own uuids and known permissions, each once', () => {
    expect(new Set(builtInRoles.map(({ uuid }) => uuid)).size).toBe(builtInRoles.length);
    for (const role of builtInRoles) {
      expect(role.permissions.filter((permission) => !isPermission(permission))).toEqual([]);
      expect(new Set(role.permissions).size).toBe(role.permissions.length);
    }
  });

  it.each<{ role: string; may: Permission[]; mayNot: Permission[] }>([
    { role: 'administrator', may: [...permissions], mayNot: [] },
    {
      role: 'operator',
      may: ['certificates:upload', 'triggers:write', 'event-history:replay'],
      mayNot: ['users:write', 'roles:write', 'api-keys:read', 'settings:write', 'audit-log:read'],
    },
    {
      role: 'auditor',
      may: ['audit-log:read', 'api-keys:read', 'event-history:export'],
      mayNot: ['audit-log:write', 'certificates:upload', 'groups:write'],
    },
    { role: 'uploader', may: ['certificates:upload'], mayNot: ['certificates:read', 'uploads:read', 'users:read'] },
    { role: 'viewer', may: ['certificates:read'], mayNot: ['audit-log:read', 'api-keys:read', 'certificates:write'] },
  ])('$role', ({ role, may, mayNot }) => {
    const granted = named(role).permissions;
    expect(may.filter((permission) => !granted.includes(permission))).toEqual([]);
    expect(mayNot.filter((permission) => granted.includes(permission))).toEqual([]);
  });
});

describe('permissionsGranted', () => {
  const roles = [named('viewer'), named('uploader')];
  it.each([
    {
      name: 'the union of the roles',
      user: { enabled: true, roles: roles.map(({ uuid }) => uuid) },
      upload: true,
      read: true,
    },
    { name: 'only the roles held', user: { enabled: true, roles: [named('viewer').uuid] }, upload: false, read: true },
    {
      name: 'nothing when disabled',
      user: { enabled: false, roles: roles.map(({ uuid }) => uuid) },
      upload: false,
      read: false,
    },
    { name: 'nothing by a role that is gone', user: { enabled: true, roles: ['gone'] }, upload: false, read: false },
  ])('is $name', ({ user, upload, read }) => {
    const granted = permissionsGranted(user, roles);
    expect(granted.has('certificates:upload')).toBe(upload);
    expect(granted.has('certificates:read')).toBe(read);
  });
});

describe('ungrantable', () => {
  const set = (...list: Permission[]) => new Set(list);
  it.each([
    {
      name: 'own permissions may be given',
      before: set(),
      after: set('groups:read'),
      own: set('groups:read'),
      missing: [],
    },
    {
      name: 'others may not',
      before: set(),
      after: set('users:write', 'groups:read'),
      own: set('groups:read'),
      missing: ['users:write'],
    },
    { name: 'what was there may stay', before: set('users:write'), after: set('users:write'), own: set(), missing: [] },
    { name: 'taking away is free', before: set('users:write'), after: set(), own: set(), missing: [] },
  ])('$name', ({ before, after, own, missing }) => {
    expect(ungrantable(before, after, own)).toEqual(missing);
  });
});
