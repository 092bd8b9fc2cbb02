import type { User } from '../../src/domain/identity/user';

/** A user of the directory, enabled and with an address; named by the uuid. */
export function userOf(uuid: string, change: Partial<User> = {}): User {
  return {
    uuid,
    username: uuid,
    displayName: uuid,
    email: `${uuid}@example.com`,
    roles: [],
    groups: [],
    enabled: true,
    revision: 1,
    ...change,
  };
}
