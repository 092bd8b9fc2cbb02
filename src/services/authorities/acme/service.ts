import type { AcmeSettings } from '../../../domain/authorities/acme-settings';
import type { Authority } from '../../../domain/authorities/authority';
import type { AcmeAccountStore } from '../../../store/authorities/acme-accounts';
import type { AuthorityInstance } from '../../../domain/authorities/instance';
import type { AuthorityService, AuthorityWarning } from '../registry';
import type { AcmeAccounts } from './accounts';
import type { ChallengeMethod } from './challenges';
import type { Directories } from './directory';
import { AuthorityFault } from '../authority-fault';
import { issuedOrders } from './issued-orders';
import type { createAcmeOrders } from './orders';
import type { RenewalInformation } from './renewal-information';
import type { AcmeRevocation } from './revocation';

export interface AcmeServiceDeps {
  readonly accounts: AcmeAccounts;
  readonly store: Pick<AcmeAccountStore, 'find' | 'change'>;
  readonly directories: Directories;
  readonly advance: ReturnType<typeof createAcmeOrders>;
  readonly methodOf: (instance: AuthorityInstance, settings: AcmeSettings) => ChallengeMethod;
  readonly revocation: AcmeRevocation;
  readonly windowOf: RenewalInformation;
  /** Whether this installation answers http-01 challenges. */
  readonly answersHttp: boolean;
}

/** An authority that speaks ACME, as an authority among others. */
export function createAcmeService(deps: AcmeServiceDeps): AuthorityService<AcmeSettings> {
  const { accounts, store, revocation } = deps;
  return {
    open(instance, settings): Authority {
      const { uuid } = instance;
      const { directoryUrl } = settings;
      const session = () => accounts.open(instance, settings);
      return {
        advance: (order, state, save) =>
          deps.advance(
            {
              session,
              settings,
              order,
              method: deps.methodOf(instance, settings),
              delivered: ({ issuers }) => store.change({ uuid, directoryUrl }, { issuers }),
            },
            state,
            save,
          ),
        revoke: (request) => revocation.revoke(uuid, request, session),
        status: (certificate) => revocation.status(uuid, certificate),
        // They come with certificates only.
        issuers: async () => (await store.find({ uuid, directoryUrl }))?.issuers ?? [],
        crl: async () => null,
        renewalWindow: (certificate) => deps.windowOf(directoryUrl, certificate),
        issued: (from) => issuedOrders(session, from),
        async probe() {
          const { profiles } = await deps.directories.read(directoryUrl);
          if (settings.profile !== null && profiles !== null && !profiles.includes(settings.profile)) {
            const known = profiles.slice(0, 20).join(', ');
            throw new AuthorityFault(
              'profile_unknown',
              `The authority has no profile ${settings.profile}, but ${known}.`,
              true,
            );
          }
          await session();
        },
      };
    },

    warnings({ challenge }): AuthorityWarning[] {
      if (challenge !== 'http-01' || deps.answersHttp) return [];
      const detail =
        'Nobody answers http-01 challenges: set CERTLOOM_ACME_HTTP_PORT for the API, and lead port 80 of the names there.';
      return [{ code: 'challenges_not_answered', detail }];
    },
  };
}
