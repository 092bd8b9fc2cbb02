import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Tells at the cost of one HMAC whether a text is the one that a slow digest was made of: guesses cost nothing, and the
 * right text need not wait behind them. Of no use to who has the rows alone, because the key is not among them.
 */
export interface KeyedDigests {
  /** Stored form for the text of that slow digest: `hmac:<key>:<digest>:<mac>`. Undefined without a key. */
  of(text: string, slowDigest: string): string | undefined;
  /** Undefined where only the slow digest can tell: no keyed one, one of a key unknown here, or of another text. */
  matches(text: string, slowDigest: string, keyed: string | undefined): boolean | undefined;
  /** Made under the first key for that slow digest. */
  isPresent(slowDigest: string, keyed: string | undefined): boolean;
}

/** @param keys 32 bytes each, for this use alone; the first one makes, all of them compare */
export function createKeyedDigests(keys: readonly Buffer[]): KeyedDigests {
  const byId = new Map(keys.map((key) => [idOf(key), key]));
  const [first] = keys;
  const headOf = (key: Buffer, slowDigest: string) => `hmac:${idOf(key)}:${idOf(slowDigest)}:`;
  return {
    of: (text, slowDigest) =>
      first === undefined ? undefined : headOf(first, slowDigest) + macOf(first, text).toString('base64'),

    matches(text, slowDigest, keyed) {
      const [scheme, keyId, digestId, mac] = keyed?.split(':') ?? [];
      const key = byId.get(keyId ?? '');
      if (scheme !== 'hmac' || key === undefined || digestId !== idOf(slowDigest) || mac === undefined)
        return undefined;
      const expected = Buffer.from(mac, 'base64');
      const actual = macOf(key, text);
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },

    isPresent: (slowDigest, keyed) => first !== undefined && (keyed?.startsWith(headOf(first, slowDigest)) ?? false),
  };
}

function macOf(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text.normalize('NFC')).digest();
}

function idOf(of: Buffer | string): string {
  return createHash('sha256').update('certloom keyed digest\n').update(of).digest('hex').slice(0, 16);
}
