import { namedSecretBound } from '../../domain/secrets/named-secret';
import { openSecret, type SecretBox } from '../../secrets/secret-box';
import type { SecretStore } from '../../store/secrets/secrets';

export interface NamedSecretsDeps {
  readonly secrets: Pick<SecretStore, 'byName'>;
  readonly box: SecretBox;
}

/** Secrets by their names, for whoever uses them. What is opened stays in memory and in nothing that is stored. */
export function createNamedSecrets({ secrets, box }: NamedSecretsDeps) {
  return {
    seal: (uuid: string, secret: string): string => box.seal(secret, namedSecretBound(uuid)),

    /** Undefined where no secret has the name, and where it was sealed under a master key that is not configured. */
    async open(name: string): Promise<string | undefined> {
      const found = await secrets.byName(name);
      return found === undefined ? undefined : openSecret(box, found.sealed, namedSecretBound(found.uuid));
    },
  };
}

export type NamedSecrets = ReturnType<typeof createNamedSecrets>;
