import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * Keys that the product makes: `clk_<id>_<secret>`, the id being the 32 hex digits of the row's uuid and the secret 32
 * random bytes as base64url. Only a digest of the secret is stored: with 256 random bits a plain SHA-256 is enough.
 */
const made = /^clk_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/;

export interface MadeKey {
  readonly uuid: string;
  readonly secret: string;
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The text that a caller presents. */
export function formatApiKey({ uuid, secret }: MadeKey): string {
  return `clk_${uuid.replaceAll('-', '')}_${secret}`;
}

/** Undefined for a text that people chose. */
export function parseApiKey(text: string): MadeKey | undefined {
  const [, id, secret] = made.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return { uuid: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), secret };
}

/** Stored form of a made secret: `sha256:<hex>`. */
export function digestOf(secret: string): string {
  return `sha256:${createHash('sha256').update(secret).digest('hex')}`;
}

/** In constant time. */
export function matchesDigest(secret: string, digest: string): boolean {
  const actual = Buffer.from(digestOf(secret));
  const expected = Buffer.from(digest);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/**
 * Stored form of a text that people chose, which may be guessable: `scrypt:<salt>:<hash>` (RFC 7914), base64; with more
 * than one parallel round `scrypt-<rounds>:…`.
 */
export async function hardenedDigestOf(text: string, salt = randomBytes(16), parallel = 1): Promise<string> {
  const hash = await derive(text, salt, parallel);
  return `${parallel === 1 ? 'scrypt' : `scrypt-${parallel}`}:${salt.toString('base64')}:${hash.toString('base64')}`;
}

/** In constant time; about 50 ms of a processor, two at a time in a process. */
export async function matchesHardenedDigest(text: string, digest: string): Promise<boolean> {
  const [scheme, salt, hash] = digest.split(':');
  const [, parallel = '1'] = /^scrypt(?:-(\d))?$/.exec(scheme ?? '') ?? [undefined, '0'];
  if (parallel === '0' || salt === undefined || hash === undefined) return false;
  const actual = await derive(text, Buffer.from(salt, 'base64'), Number(parallel));
  const expected = Buffer.from(hash, 'base64');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** More at once would only take the processor, and the threads that files and names need, from all other work. */
const atOnce = 2;
let free = atOnce;
const waiting: (() => void)[] = [];

async function derive(text: string, salt: Buffer, parallel: number): Promise<Buffer> {
  if (free > 0) free -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await scryptOf(text, salt, parallel);
  } finally {
    // Who waits takes the place over.
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
}

function scryptOf(text: string, salt: Buffer, parallel: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(text.normalize('NFC'), salt, 32, { N: 16_384, r: 8, p: parallel }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
