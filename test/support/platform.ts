import type { Express } from 'express';
import request from 'supertest';
import { createApp } from '../../src/api/http/app';
import { createAudit } from '../../src/api/http/audit';
import { createAuthenticate } from '../../src/api/http/auth';
import { createLogger } from '../../src/telemetry/logging';
import { createCursorCodec } from '../../src/api/http/cursors';
import { createCustomAttributeRoutes } from '../../src/api/attributes/custom-attributes';
import { createAuditLogRoutes } from '../../src/api/audit/audit-log';
import { createRaProfileRoutes } from '../../src/api/authorities/ra-profiles';
import { createApiKeyRoutes } from '../../src/api/identity/api-keys';
import { createGroupRoutes } from '../../src/api/identity/groups';
import { createRoleRoutes } from '../../src/api/identity/roles';
import { createUserRoutes } from '../../src/api/identity/users';
import { createSettingsRoutes } from '../../src/api/settings/settings';
import { createAddressRoute } from '../../src/api/sign-in/address';
import { addressPage } from '../../src/api/sign-in/address-page';
import { createPasswordSignInRoute } from '../../src/api/sign-in/by-password';
import { createPasswordRoutes } from '../../src/api/sign-in/passwords';
import { createWaysRoute } from '../../src/api/sign-in/ways';
import { addressPath, createOneTimeAddresses } from '../../src/services/sign-in/one-time-address';
import { createPasswordCheck } from '../../src/services/sign-in/password-check';
import { createKeySignInRoute } from '../../src/api/sign-in/by-key';
import { createMeRoute } from '../../src/api/sign-in/me';
import { createSessionRoutes } from '../../src/api/sign-in/sessions';
import { createSigningIn } from '../../src/api/sign-in/signing-in';
import { createSignOutRoute } from '../../src/api/sign-in/sign-out';
import { createAuthenticateSession } from '../../src/api/http/session-auth';
import { cookieJar } from '../../src/api/http/session-cookie';
import { limitsOf } from '../../src/domain/sign-in/session';
import { createBeginSession } from '../../src/services/sign-in/begin-session';
import { createSessionOwners } from '../../src/services/sign-in/session-owners';
import { defaultBudgets } from '../../src/api/http/rate-limits';
import { createSignIn } from '../../src/api/http/sign-in';
import type { AddressChange } from '../../src/services/identity/address-changes';
import type { UsedBy } from '../../src/services/identity/deletion';
import { builtInRoles } from '../../src/domain/identity/roles';
import { createApiKeyStore } from '../../src/store/identity/api-keys';
import { createAuditStore } from '../../src/store/audit/audit';
import { createApprovalProfileStore } from '../../src/store/approvals/profiles';
import { createCustomAttributeStore } from '../../src/store/attributes/custom-attributes';
import { createDirectory } from '../../src/store/identity/directory';
import { ensureFirstAdministrator } from '../../src/store/identity/first-administrator';
import { createGroupStore } from '../../src/store/identity/groups';
import { ensureIndexes } from '../../src/store/database/indexes';
import { createKeyOwners } from '../../src/store/identity/key-owners';
import { createAuthorityStore } from '../../src/store/authorities/authorities';
import { createCertificateProfileStore } from '../../src/store/authorities/certificate-profiles';
import { createRaProfileStore } from '../../src/store/authorities/ra-profiles';
import { createRoleStore } from '../../src/store/identity/roles';
import { createSettingsStore } from '../../src/store/settings/settings';
import { createSignInAddressStore } from '../../src/store/sign-in/addresses';
import { createIdentityStore } from '../../src/store/sign-in/identities';
import { createPasswordStore } from '../../src/store/sign-in/passwords';
import { createSessionStore } from '../../src/store/sign-in/sessions';
import { createUserStore } from '../../src/store/identity/users';
import { openDatabase } from './database';
import { plainAppDeps } from './framework';

export const adminKey = 'the first administrator of the tests';

export type Platform = Awaited<ReturnType<typeof startPlatform>>;

/** The identity side with real stores: routes, authentication and audit log, as a process has them. */
export async function startPlatform(options: { readonly now?: () => Date } = {}) {
  const now = options.now ?? (() => new Date());
  const database = await openDatabase();
  const { db } = database;
  const stores = {
    users: createUserStore(db),
    roles: createRoleStore(db),
    groups: createGroupStore(db),
    apiKeys: createApiKeyStore(db),
    raProfiles: createRaProfileStore(db),
    authorities: createAuthorityStore(db),
    certificateProfiles: createCertificateProfileStore(db),
    approvalProfiles: createApprovalProfileStore(db),
    customAttributes: createCustomAttributeStore(db),
    sessions: createSessionStore(db),
    passwords: createPasswordStore(db),
    identities: createIdentityStore(db),
    signInAddresses: createSignInAddressStore(db),
    settings: createSettingsStore(db),
    directory: createDirectory(db),
    auditLog: createAuditStore(db, { now }),
  };
  const owners = createKeyOwners(db, { now });
  await ensureIndexes(db);
  await ensureFirstAdministrator(db, adminKey, now);

  const hooks = {
    usedBy: [] as UsedBy[],
    deleted: [] as string[],
    addresses: [] as AddressChange[],
    auditFails: false,
    offersPasswords: true,
  };
  const logLines: string[] = [];
  const logger = createLogger({ destination: { write: (line) => void logLines.push(line) } });
  const audit = createAudit({
    store: {
      append: (entries) =>
        hooks.auditFails ? Promise.reject(new Error('disk full on db-7.internal')) : stores.auditLog.append(entries),
    },
    settings: async () => (await stores.settings.get()).values.audit,
    logger,
    now,
  });
  const { publicUrl } = plainAppDeps();
  const limits = async () => limitsOf((await stores.settings.get()).values.signIn);
  const cookie = cookieJar(publicUrl, 'session');
  const publicOrigin = new URL(publicUrl).origin;
  const budgets = { ...defaultBudgets, search: 0, signIn: 0 };
  const authenticateSession = createAuthenticateSession({
    ...{ cookie, publicOrigin, now },
    lookUp: createSessionOwners({ ...stores, limits, now }),
    touch: (uuid, at) => stores.sessions.touch(uuid, at),
    onChange: (listener) => {
      owners.onChange(listener);
      stores.sessions.onEnded(listener);
    },
  });
  const authenticate = createAuthenticate({ ...owners, now });
  const identify = createSignIn({ authenticate, authenticateSession, audit, budgets });
  const begin = createBeginSession({ ...stores, limits, now });
  const signingIn = createSigningIn({ audit, cookie, begin, publicOrigin });
  const { attempt } = identify;
  const addresses = createOneTimeAddresses({ addresses: stores.signInAddresses, users: stores.users, publicUrl, now });
  const deps = {
    ...stores,
    audit,
    now,
    bodyLimitBytes: 10 * 1024 * 1024,
    referencesOf: async () => hooks.usedBy,
    onAddressChanged: async (change: AddressChange) => void hooks.addresses.push(change),
    beforeDeletion: async (kind: string, { uuid }: { readonly uuid: string }) =>
      void hooks.deleted.push(`${kind}:${uuid}`),
  };
  const routes = [
    ...createUserRoutes(deps),
    ...createRoleRoutes(deps),
    ...createApiKeyRoutes(deps),
    ...createGroupRoutes(deps),
    ...createRaProfileRoutes(deps),
    ...createCustomAttributeRoutes(deps),
    ...createSettingsRoutes(deps),
    ...createAuditLogRoutes(deps),
    createMeRoute({ ...deps, limits, installation: () => ({ version: 'test', publicUrl, temporalUiUrl: null }) }),
    ...createSessionRoutes({ ...deps, limits }),
    createSignOutRoute({ ...deps, cookie }),
    createWaysRoute(async () => ({ providers: [], password: hooks.offersPasswords })),
    createKeySignInRoute({ identify, signingIn }),
    ...createPasswordRoutes({ ...deps, attempt }),
    createPasswordSignInRoute({
      ...{ attempt, signingIn, isOffered: async () => hooks.offersPasswords },
      check: createPasswordCheck({ ...stores, now }),
    }),
    createAddressRoute(addresses),
  ];
  const app: Express = createApp({
    routes,
    signIn: identify,
    audit,
    cursors: createCursorCodec(await stores.settings.cursorKey()),
    budgets,
    logger,
    pages: [{ path: addressPath, router: addressPage({ addresses, signingIn }) }],
    ...plainAppDeps(),
  });

  /** A request with a key; the administrator's by default. */
  function call(method: 'get' | 'post' | 'put' | 'delete', path: string, key = adminKey) {
    return request(app)[method](`/api/v1${path}`).set('X-API-Key', key);
  }

  /** A user with built-in roles (by name) or roles of its own (by uuid), and a key for it. */
  async function makeUser(username: string, ...roles: string[]): Promise<{ uuid: string; key: string }> {
    const uuids = roles.map((role) => builtInRoles.find(({ name }) => name === role)?.uuid ?? role);
    const user = await call('post', '/users').send({ username, roles: uuids });
    if (user.status !== 201) throw new Error(user.text);
    const made = await call('post', '/api-keys').send({ name: username, user: user.body.uuid });
    if (made.status !== 201) throw new Error(made.text);
    return { uuid: user.body.uuid as string, key: made.body.key as string };
  }

  return {
    ...stores,
    db,
    uri: database.uri,
    routes,
    app,
    hooks,
    logLines,
    call,
    makeUser,
    async close() {
      await stores.auditLog.close();
      await database.close();
    },
  };
}
