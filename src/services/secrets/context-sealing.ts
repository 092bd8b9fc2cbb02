import type { SecurityContext } from '../../domain/scripts/runtime';
import { namedSecretBound, type NamedSecret, type SealedFor } from '../../domain/secrets/named-secret';
import {
  contextKeyIdOf,
  publicContextKey,
  sealForContext,
  type ContextKeyMarks,
  type PublicContextKey,
} from '../../secrets/context-keys';
import type { ContextKeyStore } from '../../store/secrets/context-keys';
import type { SecretStore } from '../../store/secrets/secrets';

export interface ContextSealingDeps {
  readonly keys: ContextKeyStore;
  readonly secrets: Pick<SecretStore, 'all' | 'reseal'>;
  readonly marks: ContextKeyMarks;
  /** Where nobody has set another key. */
  readonly derived: readonly PublicContextKey[];
  /** Opens what is sealed under the master key; undefined where it cannot be opened. */
  readonly open: (secret: Pick<NamedSecret, 'uuid' | 'sealed'>) => string | undefined;
  readonly logger: { error(fields: object, message: string): void };
  readonly now: () => Date;
}

export type CurrentKeys = Readonly<Partial<Record<SecurityContext, PublicContextKey>>>;

/** Seals secrets for the contexts whose scripts may have them: for processes with the master key. */
export function createContextSealing(deps: ContextSealingDeps) {
  const { keys, secrets, marks, derived, open, logger, now } = deps;

  /** Keys that were refused, to be told of once each. */
  const told = new Set<string>();

  /**
   * By context. One whose key in the database was not put there by somebody with the master key has none: nothing is
   * sealed to a stranger.
   */
  async function currentKeys(): Promise<CurrentKeys> {
    const rows = await keys.all();
    const found = derived.flatMap((fallback) => {
      const row = rows.find(({ _id }) => _id === fallback.context);
      if (row === undefined) return [fallback];
      const key = publicContextKey(fallback.context, Buffer.from(row.publicKey, 'base64url'));
      if (marks.check(key, row.mark) !== 'wrong') return [key];
      if (!told.has(row.publicKey))
        logger.error(
          { context: fallback.context },
          'the public key of a security context in the database is not of this installation and is not used: set CERTLOOM_CONTEXT_PUBLIC_KEYS and start again',
        );
      told.add(row.publicKey);
      return [];
    });
    return Object.fromEntries(found.map((key) => [key.context, key]));
  }

  function sealWith(current: CurrentKeys, uuid: string, contexts: readonly SecurityContext[], secret: string) {
    const sealed = contexts.flatMap((context) => {
      const key = current[context];
      return key === undefined ? [] : [[context, sealForContext(key, secret, namedSecretBound(uuid))] as const];
    });
    return Object.fromEntries(sealed) as SealedFor;
  }

  function isSealedRight({ contexts, sealedFor }: NamedSecret, current: CurrentKeys): boolean {
    const wanted = contexts.filter((context) => current[context] !== undefined);
    const has = (context: SecurityContext) => contextKeyIdOf(sealedFor[context] ?? '') === current[context]?.id;
    return wanted.every(has) && Object.keys(sealedFor).length === wanted.length;
  }

  return {
    currentKeys,

    async seal(uuid: string, contexts: readonly SecurityContext[], secret: string): Promise<SealedFor> {
      return sealWith(await currentKeys(), uuid, contexts, secret);
    },

    /** Puts these keys in place of those that secrets were sealed to; returns the contexts that got another one. */
    async publish(given: readonly PublicContextKey[]): Promise<readonly SecurityContext[]> {
      const rows = await keys.all();
      const changed: SecurityContext[] = [];
      for (const key of given) {
        const row = rows.find(({ _id }) => _id === key.context);
        const publicKey = key.bytes.toString('base64url');
        if (row?.publicKey === publicKey && marks.check(key, row.mark) === 'good') continue;
        await keys.set({ _id: key.context, publicKey, mark: marks.of(key), setAt: now() });
        changed.push(key.context);
      }
      return changed;
    },

    /** Marks of an earlier master key are made anew, while that one is still configured. */
    async renewMarks(): Promise<void> {
      for (const row of await keys.all()) {
        const key = publicContextKey(row._id, Buffer.from(row.publicKey, 'base64url'));
        if (marks.check(key, row.mark) === 'stale') await keys.set({ ...row, mark: marks.of(key) });
      }
    },

    /**
     * Seals anew what is not sealed to the present keys: secrets of an earlier release, and all after a change of keys.
     * Returns how many were. One that cannot be opened stays as it is; it has to be set again.
     */
    async resealAll(): Promise<number> {
      const current = await currentKeys();
      let count = 0;
      for (const secret of await secrets.all()) {
        if (isSealedRight(secret, current)) continue;
        const text = open(secret);
        if (text === undefined) continue;
        if (await secrets.reseal(secret, sealWith(current, secret.uuid, secret.contexts, text))) count += 1;
      }
      return count;
    },
  };
}

export type ContextSealing = ReturnType<typeof createContextSealing>;
