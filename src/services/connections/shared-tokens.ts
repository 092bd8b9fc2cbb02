import { createHash } from 'node:crypto';
import type { SecurityContext } from '../../domain/scripts/runtime';
import { openForContext, publicOf, sealForContext, type PrivateContextKey } from '../../secrets/context-keys';
import type { ConnectionTokenStore } from '../../store/connections/tokens';
import { spareMs, type TokenOutcome } from './tokens';

export interface SharedTokensDeps {
  readonly store: ConnectionTokenStore;
  /** Of the contexts that this process serves, the present ones first. */
  readonly keys: readonly PrivateContextKey[];
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** How long one process may take to fetch a token before another one tries. */
const claimMs = 30_000;
const lookMs = 150;

/**
 * One token for all processes of a security context: whoever needs it first fetches it, the others wait for the row. It
 * lies in the database sealed to the key of the context, so only its workers read it. A process without that key fetches
 * its own.
 */
export function createSharedTokens({ store, keys, now, wait }: SharedTokensDeps) {
  const idOf = (key: string, context: SecurityContext, keyId: string) =>
    createHash('sha256').update(`${key}\n${context}\n${keyId}`).digest('base64url');
  const keyOf = (context: SecurityContext) => keys.find((one) => one.context === context);

  async function kept(id: string, own: PrivateContextKey): Promise<TokenOutcome | undefined> {
    const row = await store.find(id, now());
    const token = row === undefined ? undefined : openForContext([own], row.sealed, id);
    if (row === undefined || token === undefined) return undefined;
    return { token, lifetimeSeconds: (row.until.getTime() + spareMs - now().getTime()) / 1_000 };
  }

  return {
    /**
     * @param key what the token is for, such as `tokenKeyOf` says it
     * @param ask fetches one
     */
    async of(key: string, context: SecurityContext, ask: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
      const own = keyOf(context);
      if (own === undefined) return ask();
      const id = idOf(key, context, own.id);
      for (let waited = 0; waited <= claimMs; waited += lookMs) {
        const known = await kept(id, own);
        if (known !== undefined) return known;
        const at = now();
        if (await store.claim(id, at, new Date(at.getTime() + claimMs))) {
          // Who had the claim before may have come to its end since the look.
          const late = await kept(id, own);
          if (late === undefined) return fetched(id, own, ask);
          await store.release(id);
          return late;
        }
        await wait(lookMs);
      }
      return ask();
    },

    /** A token that was refused is not given out again. */
    async drop(key: string, context: SecurityContext, token: string): Promise<void> {
      const own = keyOf(context);
      if (own === undefined) return;
      const id = idOf(key, context, own.id);
      const row = await store.find(id, now());
      if (row !== undefined && openForContext([own], row.sealed, id) === token) await store.drop(id, row.sealed);
    },
  };

  async function fetched(id: string, own: PrivateContextKey, ask: () => Promise<TokenOutcome>): Promise<TokenOutcome> {
    const before = now().getTime();
    let isKept = false;
    try {
      const outcome = await ask();
      if (!('token' in outcome) || outcome.lifetimeSeconds === null) return outcome;
      const until = before + outcome.lifetimeSeconds * 1_000 - spareMs;
      if (until <= now().getTime()) return outcome;
      await store.keep(id, sealForContext(publicOf(own), outcome.token, id), new Date(until));
      isKept = true;
      return outcome;
    } finally {
      if (!isKept) await store.release(id);
    }
  }
}

export type SharedTokens = ReturnType<typeof createSharedTokens>;
