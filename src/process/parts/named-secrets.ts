import { createSecretBox } from '../../secrets/secret-box';
import { createNamedSecrets, type NamedSecrets } from '../../services/secrets/named-secrets';
import type { Foundation } from '../foundation';

/** Named secrets as a process with the master key opens and seals them. */
export function namedSecretsOf({ stores, keysFor }: Pick<Foundation, 'stores' | 'keysFor'>): NamedSecrets {
  return createNamedSecrets({ secrets: stores.secrets, box: createSecretBox(keysFor('named secrets')) });
}
