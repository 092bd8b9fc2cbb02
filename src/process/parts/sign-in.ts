import { providerPages } from '../../api/sign-in/provider-pages';
import { createProviderRoutes } from '../../api/sign-in/providers';
import { createAddressRoute } from '../../api/sign-in/address';
import { addressPage } from '../../api/sign-in/address-page';
import { createKeySignInRoute } from '../../api/sign-in/by-key';
import { createPasswordSignInRoute } from '../../api/sign-in/by-password';
import { createMeRoute } from '../../api/sign-in/me';
import { createPasswordRoutes } from '../../api/sign-in/passwords';
import { createSessionRoutes } from '../../api/sign-in/sessions';
import { createSigningIn } from '../../api/sign-in/signing-in';
import { createSignOutRoute } from '../../api/sign-in/sign-out';
import { createWaysRoute } from '../../api/sign-in/ways';
import { cookieJar } from '../../api/http/session-cookie';
import { limitsOf, type SessionLimits } from '../../domain/sign-in/session';
import { productVersion } from '../../lifecycle/version';
import { isPemCertificates } from '../../outbound/trust';
import { createAdmission } from '../../services/sign-in/admission';
import { createBeginSession } from '../../services/sign-in/begin-session';
import { addressPath, createOneTimeAddresses } from '../../services/sign-in/one-time-address';
import { createPasswordCheck } from '../../services/sign-in/password-check';
import type { Foundation } from '../foundation';
import type { ApiContext, CreatePart } from './part';
import { createProviderServices } from './provider-services';

/** How long sessions last, as the settings say. */
export async function sessionLimits({ stores }: Pick<Foundation, 'stores'>): Promise<SessionLimits> {
  return limitsOf((await stores.settings.get()).values.signIn);
}

/** Addresses that sign in once. */
export function oneTimeAddresses({ stores, publicUrl, now }: Foundation) {
  return createOneTimeAddresses({ addresses: stores.signInAddresses, users: stores.users, publicUrl, now });
}

function signingInOf(foundation: Foundation, { audit }: ApiContext) {
  const { stores, publicUrl, now } = foundation;
  const limits = () => sessionLimits(foundation);
  return createSigningIn({
    ...{ audit, cookie: cookieJar(publicUrl, 'session'), publicOrigin: new URL(publicUrl).origin },
    begin: createBeginSession({ sessions: stores.sessions, limits, now }),
  });
}

export const signInPart: CreatePart = ({ foundation, connections }) => {
  const { client, seal, leaveProvider } = createProviderServices(foundation, connections.fetcherFor);
  return {
    name: 'sign-in',
    routes: (api) => {
      const { stores, publicUrl, addresses, now } = foundation;
      const { sessions, users, roles, passwords } = stores;
      const { signIn: identify } = api;
      const { attempt } = identify;
      const limits = () => sessionLimits(foundation);
      const signingIn = signingInOf(foundation, api);
      const installation = () => ({
        version: productVersion(),
        publicUrl,
        temporalUiUrl: addresses.temporalUiUrl ?? null,
      });
      const ways = async () => {
        const enabled = (await stores.identityProviders.all()).filter((provider) => provider.enabled);
        const { passwords: use } = (await stores.settings.get()).values.signIn;
        return {
          providers: enabled.map(({ name, displayName }) => ({ name, displayName })),
          password: use === 'always' || (use === 'withoutProviders' && enabled.length === 0),
        };
      };
      return [
        createMeRoute({ users, sessions, limits, installation, now }),
        ...createSessionRoutes({ sessions, users, limits, now }),
        ...createPasswordRoutes({ passwords, sessions, users, roles, attempt, now }),
        createWaysRoute(ways),
        createSignOutRoute({ sessions, cookie: cookieJar(publicUrl, 'session'), leaveProvider, now }),
        ...createProviderRoutes({
          ...{ providers: stores.identityProviders, roles, publicUrl, isTrust: isPemCertificates },
          isSecret: async (name) => (await stores.secrets.byName(name)) !== undefined,
        }),
        createKeySignInRoute({ identify, signingIn }),
        createPasswordSignInRoute({
          ...{ attempt, signingIn, isOffered: async () => (await ways()).password },
          check: createPasswordCheck({ passwords, users, now }),
        }),
        createAddressRoute(oneTimeAddresses(foundation)),
      ];
    },
    pages: (api) => {
      const { stores, publicUrl, logger, now } = foundation;
      const signingIn = signingInOf(foundation, api);
      const { users, roles, identities } = stores;
      return [
        { path: addressPath, router: addressPage({ addresses: oneTimeAddresses(foundation), signingIn }) },
        ...providerPages({
          ...{ providers: stores.identityProviders, transactions: stores.signInTransactions, client, signingIn },
          ...{ identify: api.signIn, sealHint: seal, publicUrl, logger, now },
          admit: createAdmission({ users, roles, identities, now }),
        }),
      ];
    },
  };
};
