import { CertloomError } from '../../domain/problem';
import type { User } from '../../domain/identity/user';
import type { UserStore } from '../../store/identity/users';
import type { PasswordStore } from '../../store/sign-in/passwords';

export interface PasswordCheckDeps {
  readonly passwords: Pick<PasswordStore, 'countTry' | 'matches' | 'forgetTries'>;
  readonly users: Pick<UserStore, 'byName'>;
  readonly now: () => Date;
}

/**
 * Who has this name and password; undefined when nobody has, whichever of the two is wrong. Throws `rate_limited` while the
 * name is locked, whether there is such a user or not.
 */
export function createPasswordCheck({ passwords, users, now }: PasswordCheckDeps) {
  return async function check(username: string, password: string): Promise<User | undefined> {
    const lockedUntil = await passwords.countTry(username, now());
    if (lockedUntil !== undefined) {
      const retryAfterSeconds = Math.max(1, Math.ceil((lockedUntil.getTime() - now().getTime()) / 1000));
      throw new CertloomError(
        'rate_limited',
        `There were too many wrong passwords for this name. It is locked for another ${retryAfterSeconds} seconds; other ways to sign in work.`,
        { retryAfterSeconds },
      );
    }
    const user = await users.byName(username);
    const isRight = await passwords.matches(user?.enabled === true ? user.uuid : undefined, password);
    if (!isRight || user === undefined) return undefined;
    await passwords.forgetTries(username);
    return user;
  };
}

export type PasswordCheck = ReturnType<typeof createPasswordCheck>;
