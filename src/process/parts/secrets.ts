import { createSecretRoutes } from '../../api/secrets/routes';
import { createSecretBox } from '../../secrets/secret-box';
import { createDeletionHooks } from '../../services/identity/deletion';
import { createNamedSecrets, type NamedSecrets } from '../../services/secrets/named-secrets';
import type { Foundation } from '../foundation';
import type { CreatePart } from './part';

export const secretsPart: CreatePart = ({ foundation }) => {
  const { stores, now } = foundation;
  const { referencesOf } = createDeletionHooks(stores, now);
  return {
    name: 'secrets',
    routes: () => createSecretRoutes({ secrets: stores.secrets, named: namedSecretsOf(foundation), referencesOf, now }),
  };
};

export function namedSecretsOf({ stores, keysFor }: Foundation): NamedSecrets {
  return createNamedSecrets({ secrets: stores.secrets, box: createSecretBox(keysFor('named secrets')) });
}
