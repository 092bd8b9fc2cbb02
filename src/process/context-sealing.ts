import type { Config } from '../config/config';
import {
  createContextKeyMarks,
  derivedContextKeys,
  publicContextKeys,
  publicOf,
  type PrivateContextKey,
} from '../secrets/context-keys';
import { createSecretBox } from '../secrets/secret-box';
import { createContextSealing, type ContextSealing } from '../services/secrets/context-sealing';
import { createNamedSecrets } from '../services/secrets/named-secrets';
import type { Stores } from '../store/stores';
import type { Logger } from '../telemetry/logging';

export interface OpenedContextSealing {
  readonly sealing: ContextSealing;
  /** Of all contexts, out of the master keys. */
  readonly derived: readonly PrivateContextKey[];
}

/** Sealing for contexts as a process with the master key has it: with the public keys that it was given. */
export async function openContextSealing(
  { contextPublicKeys }: Pick<Config, 'contextPublicKeys'>,
  keysFor: (use: string) => readonly Buffer[],
  { stores, logger, now }: { readonly stores: Stores; readonly logger: Logger; readonly now: () => Date },
): Promise<OpenedContextSealing> {
  const derived = derivedContextKeys(keysFor);
  // The first one of each context is that of the present master key.
  const present = derived.filter((key, at) => derived.findIndex(({ context }) => context === key.context) === at);
  const sealing = createContextSealing({
    keys: stores.contextKeys,
    secrets: stores.secrets,
    marks: createContextKeyMarks(keysFor('context public keys')),
    derived: present.map(publicOf),
    open: createNamedSecrets({ secrets: stores.secrets, box: createSecretBox(keysFor('named secrets')) }).openOf,
    ...{ logger, now },
  });
  await sealing.renewMarks();
  const changed = await sealing.publish(publicContextKeys(contextPublicKeys));
  if (changed.length > 0) {
    const secrets = await sealing.resealAll();
    logger.info({ contexts: changed, secrets }, 'security contexts got other keys: their secrets were sealed anew');
  }
  return { sealing, derived };
}
