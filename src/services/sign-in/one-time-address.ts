import type { SignInAddressStore } from '../../store/sign-in/addresses';
import type { UserStore } from '../../store/identity/users';
import type { User } from '../../domain/identity/user';

/** Path of the page below the public address; the token follows. */
export const addressPath = '/once';
const worksMs = 10 * 60_000;
const form = /^[A-Za-z0-9_-]{43}$/;

export interface OneTimeAddressDeps {
  readonly addresses: SignInAddressStore;
  readonly users: Pick<UserStore, 'find'>;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Addresses that sign one user in, once, within ten minutes. */
export function createOneTimeAddresses({ addresses, users, publicUrl, now }: OneTimeAddressDeps) {
  return {
    async make(user: string): Promise<{ readonly url: string; readonly expiresAt: Date }> {
      const expiresAt = new Date(now().getTime() + worksMs);
      return { url: `${publicUrl}${addressPath}/${await addresses.create(user, expiresAt)}`, expiresAt };
    },

    /** Whether it may still be spent; asking changes nothing. */
    isOpen: async (token: string): Promise<boolean> => form.test(token) && addresses.isOpen(token, now()),

    /** Whom it signs in; undefined when it works no more, or not for this user any longer. */
    async spend(token: string): Promise<User | undefined> {
      const uuid = form.test(token) ? await addresses.spend(token, now()) : undefined;
      const user = uuid === undefined ? undefined : await users.find(uuid);
      return user?.enabled === true ? user : undefined;
    },
  };
}

export type OneTimeAddresses = ReturnType<typeof createOneTimeAddresses>;
