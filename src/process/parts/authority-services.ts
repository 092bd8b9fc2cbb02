import { createBuiltin, type Builtin } from '../../services/authorities/builtin/wiring';
import { createAuthorityRegistry, type AuthorityRegistry } from '../../services/authorities/registry';
import { createSecretBox, type SecretBox } from '../../secrets/secret-box';
import type { Foundation } from '../foundation';

/** What orders certificates, and what publishes for the CA inside. */
export interface AuthorityServicesOfProcess {
  readonly registry: AuthorityRegistry;
  readonly builtin: Builtin;
  /** Seals secrets of authorities. */
  readonly secrets: SecretBox;
}

export function createAuthorityServices({ stores, now, publicUrl, keysFor }: Foundation): AuthorityServicesOfProcess {
  const box = createSecretBox(keysFor('certificate authorities'));
  const builtin = createBuiltin({ stores, box, publicUrl, now });
  // A line for each kind.
  const services = { builtin: builtin.service };
  return { registry: createAuthorityRegistry({ authorities: stores.authorities, services }), builtin, secrets: box };
}
