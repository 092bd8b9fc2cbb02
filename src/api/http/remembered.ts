import { createHash } from 'node:crypto';

/** Who presents something, and the moment from which it does not count any more. */
export interface Remembered<T> {
  readonly value: T;
  /** Milliseconds of the epoch. */
  readonly expiresAt: number;
}

export interface RememberedDeps {
  readonly now: () => Date;
  readonly ttlMs: number;
  /** Calls back when what was found may be another in this process. */
  readonly onChange?: ((listener: () => void) => void) | undefined;
}

const maxCached = 10_000;

/**
 * Remembers for `ttlMs` what was found for a secret, by digest of it, so that a request costs no database read; many
 * that ask at once are one search. What nobody is found for is not remembered.
 */
export function createRemembered<T>({ now, ttlMs, onChange }: RememberedDeps) {
  const cache = new Map<string, Remembered<T> & { readonly freshUntil: number }>();
  const running = new Map<string, Promise<Remembered<T> | undefined>>();
  let generation = 0;
  onChange?.(() => {
    generation += 1;
    cache.clear();
    running.clear();
  });

  async function search(
    digest: string,
    find: () => Promise<Remembered<T> | undefined>,
  ): Promise<Remembered<T> | undefined> {
    const askedIn = generation;
    const found = await find();
    // What was read before a change must not outlive it.
    if (found !== undefined && askedIn === generation) {
      if (cache.size >= maxCached) cache.clear();
      cache.set(digest, { ...found, freshUntil: now().getTime() + ttlMs });
    }
    return found;
  }

  return async function remembered(
    secret: string,
    find: () => Promise<Remembered<T> | undefined>,
  ): Promise<T | undefined> {
    const digest = createHash('sha256').update(secret).digest('base64');
    const known = cache.get(digest);
    const time = now().getTime();
    if (known !== undefined && known.freshUntil > time && known.expiresAt > time) return known.value;
    const joined = running.get(digest);
    if (joined !== undefined) return (await joined)?.value;
    const begun = search(digest, find).finally(() => {
      if (running.get(digest) === begun) running.delete(digest);
    });
    running.set(digest, begun);
    return (await begun)?.value;
  };
}

const touchEveryMs = 60_000;

/** Notes uses, each at most once a minute; never awaited by a request. */
export function createUseNotes(touch: (uuid: string, at: Date) => Promise<void>, now: () => Date) {
  const touched = new Map<string, number>();
  return function noteUse(uuid: string): void {
    const time = now().getTime();
    if (time - (touched.get(uuid) ?? -Infinity) < touchEveryMs) return;
    if (touched.size >= maxCached) touched.clear();
    touched.set(uuid, time);
    // The next use writes it again.
    void touch(uuid, new Date(time)).catch(() => touched.delete(uuid));
  };
}
