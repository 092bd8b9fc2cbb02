import { createSecretRoutes } from '../../api/secrets/routes';
import { createDeletionHooks } from '../../services/identity/deletion';
import { namedSecretsOf } from './named-secrets';
import type { CreatePart } from './part';

export const secretsPart: CreatePart = ({ foundation }) => {
  const { stores, now, contextSealing } = foundation;
  const { referencesOf } = createDeletionHooks(stores, now);
  return {
    name: 'secrets',
    routes: () =>
      createSecretRoutes({
        ...{ secrets: stores.secrets, named: namedSecretsOf(foundation), referencesOf, now },
        sealFor: (...given) => contextSealing.seal(...given),
      }),
    backFills: () => [
      {
        done: 'secrets were sealed for the contexts of scripts',
        async run({ note }) {
          const secrets = await contextSealing.resealAll();
          if (secrets > 0) note({ secrets });
        },
      },
    ],
  };
};
