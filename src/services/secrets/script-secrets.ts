import type { SecurityContext } from '../../domain/scripts/runtime';
import { namedSecretBound } from '../../domain/secrets/named-secret';
import { openForContext, type PrivateContextKey } from '../../secrets/context-keys';
import type { SecretOfContext, SecretStore } from '../../store/secrets/secrets';
import type { OwnSecrets } from './own-secrets';

export interface ScriptSecretsDeps {
  readonly secrets: Pick<SecretStore, 'ofContext'>;
  readonly own: Pick<OwnSecrets, 'open'>;
  /** Of the contexts that this worker serves, and of no others. */
  readonly keys: readonly PrivateContextKey[];
}

/** Values by name, or the first name without one and why. */
export type OpenedSecrets =
  { readonly values: Readonly<Record<string, string>> } | { readonly missing: string; readonly reason: string };

/** What a worker gives to scripts of a context. Values stay in memory and in nothing that is stored. */
export function createScriptSecrets({ secrets, own, keys }: ScriptSecretsDeps) {
  function ofStore(
    found: SecretOfContext | undefined,
    context: SecurityContext,
  ): { value: string } | { reason: string } {
    if (found === undefined) return { reason: 'nobody has set it' };
    if (!found.contexts.includes(context)) return { reason: `it is not for the context ${context}` };
    if (found.sealed === undefined) return { reason: `it was not sealed for the context ${context} yet` };
    const value = openForContext(keys, found.sealed, namedSecretBound(found.uuid));
    return value === undefined ? { reason: 'this worker has no key that opens it' } : { value };
  }

  return async function openScriptSecrets(names: readonly string[], context: SecurityContext): Promise<OpenedSecrets> {
    if (names.length === 0) return { values: {} };
    const stored = new Map((await secrets.ofContext(names, context)).map((secret) => [secret.name, secret]));
    const values: [string, string][] = [];
    for (const name of names) {
      const ours = await own.open(name);
      const opened = ours === undefined ? ofStore(stored.get(name), context) : { value: ours };
      if ('reason' in opened) return { missing: name, reason: opened.reason };
      values.push([name, opened.value]);
    }
    return { values: Object.fromEntries(values) };
  };
}

export type OpenScriptSecrets = ReturnType<typeof createScriptSecrets>;
