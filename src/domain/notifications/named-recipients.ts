import type { Group } from '../identity/group';
import type { User } from '../identity/user';

export interface RecipientDirectory {
  readonly usersByName: ReadonlyMap<string, Pick<User, 'uuid'>>;
  readonly users: ReadonlyMap<string, Pick<User, 'email'>>;
  readonly groupsByName: ReadonlyMap<string, GroupFacts>;
  readonly groups: ReadonlyMap<string, GroupFacts>;
}

type GroupFacts = Pick<Group, 'email' | 'members'>;

/**
 * What the recipients of deliveries are when somebody asks for those of `given`: an address or uuid as it is, the user of
 * this name, of a group (by name or uuid) its mail address and its present members. Deliveries do not say what somebody was
 * told for, so those of a group are all that its members were told.
 * @param may whether names of users, and groups, may be looked up; without users, members are known by their uuids only
 */
export function recipientValues(
  given: string,
  { usersByName, users, groupsByName, groups }: RecipientDirectory,
  may: { readonly users: boolean; readonly groups: boolean },
): string[] {
  const user = may.users ? usersByName.get(given) : undefined;
  const group = may.groups ? (groups.get(given) ?? groupsByName.get(given)) : undefined;
  const members = group?.members ?? [];
  const addresses = [group?.email, ...(may.users ? members.map((uuid) => users.get(uuid)?.email) : [])];
  const values = [given, user?.uuid, ...members, ...addresses];
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}
