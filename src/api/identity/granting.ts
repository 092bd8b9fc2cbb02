import { administratorRole, isAdministrator, permissionsGranted, ungrantable } from '../../domain/identity/roles';
import type { Role, User } from '../../domain/identity/user';
import type { Permission } from '../../domain/identity/permissions';
import { CertloomError } from '../../domain/problem';
import type { ApprovalProfileStore } from '../../store/approvals/profiles';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import { validationFailed } from '../http/faults';
import { refuseWithoutRights } from '../http/rights';
import type { Caller } from '../http/route';
import type { Upcoming } from '../http/upcoming';

/** Throws `forbidden` when a change would give somebody a permission that the caller does not have. */
export function refuseGranting(caller: Caller, before: Iterable<Permission>, after: Iterable<Permission>): void {
  const missing = ungrantable(new Set(before), new Set(after), caller.permissions);
  if (missing.length === 0) return;
  throw new CertloomError('forbidden', `You cannot grant permissions that you do not have: ${missing.join(', ')}.`);
}

/**
 * Throws `forbidden` when somebody else than an administrator changes one: with the address, the name or the keys of an
 * administrator their rights can be taken over. A disabled administrator is one as soon as somebody enables it.
 */
export async function refuseChangingAdministrator(
  users: Pick<UserStore, 'find'>,
  caller: Caller,
  target: Pick<User, 'roles'>,
): Promise<void> {
  if (!target.roles.includes(administratorRole)) return;
  const own = await users.find(caller.actor.uuid);
  if (own !== undefined && isAdministrator(own)) return;
  throw new CertloomError('forbidden', 'Administrators are changed by administrators only.');
}

/**
 * Throws `forbidden` when somebody makes an approver of themselves: joins groups or roles that a step of an approval
 * profile asks, without the right to say whom its steps ask. `pointer` is where the body has the one with this uuid.
 */
export async function refuseJoiningApprovers(
  profiles: Pick<ApprovalProfileStore, 'everAsked'>,
  caller: Caller,
  joined: readonly string[],
  pointer: (uuid: string) => string,
): Promise<void> {
  const asked = await profiles.everAsked(joined);
  refuseWithoutRights(
    caller,
    asked.map((uuid) => ({ pointer: pointer(uuid), permission: 'approval-profiles:write' })),
  );
}

/** The roles with these uuids. Unknown ones are faults at `/roles/<index>`. */
export async function rolesNamed(roles: RoleStore, uuids: readonly string[], upcoming?: Upcoming): Promise<Role[]> {
  const found = await roles.byIds(uuids);
  const known = new Set(found.map(({ uuid }) => uuid));
  const faults = uuids.flatMap((uuid, index) =>
    known.has(uuid) || upcoming?.has('role', uuid) === true
      ? []
      : [{ pointer: `/roles/${index}`, code: 'unknown_role', detail: 'there is no such role' }],
  );
  if (faults.length > 0) throw validationFailed(faults);
  return found;
}

/** What a user may do with the roles it has now. */
export async function permissionsOfUser(roles: RoleStore, user: User): Promise<ReadonlySet<Permission>> {
  return permissionsGranted(user, await roles.byIds(user.roles));
}

/** Throws `conflict` where there is no other enabled administrator. */
export async function refuseLosingAdministrators(users: UserStore, { uuid }: Pick<User, 'uuid'>): Promise<void> {
  if (!(await othersExist(users, uuid))) throw lastAdministrator();
}

/**
 * Makes a change that takes an enabled administrator away, unless it is the last one (409 `conflict`). Two
 * administrators who do this to each other at the same time would both look first and find the other: so it is looked
 * again afterwards, and who finds nobody undoes its change.
 */
export async function withoutLosingAdministrators(
  users: UserStore,
  current: User,
  change: () => Promise<User>,
): Promise<User> {
  await refuseLosingAdministrators(users, current);
  const changed = await change();
  if (await othersExist(users, current.uuid)) return changed;
  await users.update(current.uuid, changed.revision, { enabled: current.enabled, roles: current.roles });
  throw lastAdministrator();
}

async function othersExist(users: UserStore, except: string): Promise<boolean> {
  const administrators = await users.withRoles([administratorRole]);
  return administrators.some((user) => user.uuid !== except && isAdministrator(user));
}

function lastAdministrator(): CertloomError {
  return new CertloomError('conflict', 'This is the last enabled administrator; enable or create another one first.');
}
