import { randomUUID } from 'node:crypto';
import { administratorRole, isAdministrator } from '../../domain/identity/roles';
import type { User } from '../../domain/identity/user';
import { isMailAddress } from '../../domain/notifications/address-list';
import { isCertloomError } from '../../domain/problem';
import { groupsOf, rolesOf, textClaim, type Claims, type Provider } from '../../domain/sign-in/provider';
import type { RoleStore } from '../../store/identity/roles';
import type { UserStore } from '../../store/identity/users';
import type { IdentityStore } from '../../store/sign-in/identities';
import { ProviderFault } from './provider-fault';

export interface AdmissionDeps {
  readonly users: Pick<UserStore, 'find' | 'byName' | 'all' | 'create' | 'update' | 'withRoles'>;
  readonly roles: Pick<RoleStore, 'byIds'>;
  readonly identities: Pick<IdentityStore, 'find' | 'link' | 'isTaken'>;
  readonly now: () => Date;
}

/** Somebody whom a provider has shown. */
export interface Shown {
  readonly subject: string;
  readonly claims: Claims;
}

const names = 20;

/**
 * Who somebody of a provider is here. A person is issuer and subject; who comes for the first time becomes a new user, or
 * the one that the provider's `match` finds, but never an administrator. With a claim for groups the roles
 * follow it at each sign-in. Throws `ProviderFault`.
 */
export function createAdmission({ users, roles, identities, now }: AdmissionDeps) {
  /** Undefined: they are managed here. */
  async function rolesGiven(provider: Provider, claims: Claims): Promise<string[] | undefined> {
    if (provider.groupsClaim === null) return undefined;
    const groups = groupsOf(claims, provider.groupsClaim);
    if (groups.kind === 'refused') throw new ProviderFault('refused', groups.reason);
    const given = await existing(rolesOf(provider, groups.names));
    if (given.length > 0) return given;
    throw new ProviderFault(
      'refused',
      'None of your groups at the provider has a role here. An administrator can change that.',
    );
  }

  async function existing(uuids: readonly string[]): Promise<string[]> {
    const known = new Set((await roles.byIds(uuids)).map(({ uuid }) => uuid));
    return uuids.filter((uuid) => known.has(uuid));
  }

  async function matched({ match, issuer }: Provider, claims: Claims, username: string): Promise<User | undefined> {
    const found = await foundBy(match, claims, username);
    // With a name that people choose at the provider everything could be taken over.
    if (found === undefined || found.roles.includes(administratorRole)) return undefined;
    return (await identities.isTaken(issuer, found.uuid)) ? undefined : found;
  }

  async function foundBy(match: Provider['match'], claims: Claims, username: string): Promise<User | undefined> {
    if (match === 'none') return undefined;
    if (match === 'username') return users.byName(username);
    const email = claims['email_verified'] === true ? textClaim(claims, 'email')?.toLowerCase() : undefined;
    if (email === undefined) return undefined;
    const having = (await users.all()).filter((user) => user.email?.toLowerCase() === email);
    return having.length === 1 ? having[0] : undefined;
  }

  async function create(provider: Provider, claims: Claims, username: string, given: readonly string[]): Promise<User> {
    const email = claims['email_verified'] === false ? undefined : textClaim(claims, 'email');
    const fields = {
      displayName: textClaim(claims, 'name') ?? '',
      email: email !== undefined && isMailAddress(email) ? email : null,
      roles: [...given],
      enabled: true,
    };
    for (let at = 1; at <= names; at += 1) {
      const suffix = at === 1 ? '' : at === 2 ? ` (${provider.name})` : ` (${provider.name} ${at - 1})`;
      try {
        return await users.create(randomUUID(), { name: username.slice(0, 200 - suffix.length) + suffix, ...fields });
      } catch (error) {
        if (!isCertloomError(error) || error.code !== 'name_taken') throw error;
      }
    }
    throw new ProviderFault('unexpected', `Too many users are called ${username} here.`);
  }

  /** The last administrator stays one whatever the groups say: nobody could mend it. */
  async function withRoles(user: User, given: readonly string[]): Promise<User> {
    const others = async () =>
      (await users.withRoles([administratorRole])).some((one) => one.uuid !== user.uuid && isAdministrator(one));
    const loses = isAdministrator(user) && !given.includes(administratorRole);
    const wanted = loses && !(await others()) ? [...given, administratorRole] : [...given];
    const isSame = wanted.length === user.roles.length && wanted.every((role) => user.roles.includes(role));
    return isSame ? user : users.update(user.uuid, 'any', { roles: wanted });
  }

  return async function admit(provider: Provider, { subject, claims }: Shown): Promise<User> {
    const given = await rolesGiven(provider, claims);
    const { issuer } = provider;
    let uuid = await identities.find(issuer, subject);
    if (uuid === undefined) {
      const username = textClaim(claims, provider.usernameClaim) ?? textClaim(claims, 'email') ?? subject.slice(0, 150);
      const user =
        (await matched(provider, claims, username)) ??
        (await create(provider, claims, username, given ?? (await existing(provider.roles))));
      uuid = await identities.link(issuer, subject, user.uuid, now());
    }
    const user = await users.find(uuid);
    if (user === undefined) throw new ProviderFault('refused', 'Your user here was deleted.');
    if (!user.enabled) throw new ProviderFault('refused', 'Your user is disabled here.');
    return given === undefined ? user : withRoles(user, given);
  };
}

export type Admission = ReturnType<typeof createAdmission>;
