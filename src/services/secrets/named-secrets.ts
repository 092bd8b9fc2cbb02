import { createHash, timingSafeEqual } from 'node:crypto';
import { namedSecretBound, type NamedSecret } from '../../domain/secrets/named-secret';
import { openSecret, type SecretBox } from '../../secrets/secret-box';
import type { SecretStore } from '../../store/secrets/secrets';

export interface NamedSecretsDeps {
  readonly secrets: Pick<SecretStore, 'byName'>;
  readonly box: SecretBox;
}

/** Secrets by their names, for whoever uses them. What is opened stays in memory and in nothing that is stored. */
export function createNamedSecrets({ secrets, box }: NamedSecretsDeps) {
  const digestOf = (text: string) => createHash('sha256').update(text).digest();

  /** Undefined where no secret has the name, and where it was sealed under a master key that is not configured. */
  async function open(name: string): Promise<string | undefined> {
    const found = await secrets.byName(name);
    return found === undefined ? undefined : openOf(found);
  }

  function openOf({ uuid, sealed }: Pick<NamedSecret, 'uuid' | 'sealed'>): string | undefined {
    return openSecret(box, sealed, namedSecretBound(uuid));
  }

  return {
    open,
    openOf,
    seal: (uuid: string, secret: string): string => box.seal(secret, namedSecretBound(uuid)),

    /** Whether a secret is this one; takes as long however much of it is right. */
    async holds(name: string, given: string): Promise<boolean> {
      const stored = await open(name);
      return stored !== undefined && timingSafeEqual(digestOf(stored), digestOf(given));
    },
  };
}

export type NamedSecrets = ReturnType<typeof createNamedSecrets>;
