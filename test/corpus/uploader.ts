/** Uploads in bulk and what every answer must be, whatever was sent. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProduct } from '../support/product';
import type { WireBody } from './forms';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export async function upload(product: TestProduct, { contentType, body }: WireBody): Promise<Answer> {
  const response = await fetch(`${product.api.url}/api/v1/certificates/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.adminKey}`, 'content-type': contentType },
    body: new Uint8Array(body),
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
}

/** Does the work with so many at once; results in order. */
export async function inLanes<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>, lanes = 24) {
  const results: R[] = [];
  const waiting = items.entries();
  const lane = async () => {
    for (const [index, item] of waiting) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

const betrayals: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['OpenSSL', /openssl|boringssl|asn1 encoding routines|error:[0-9a-f]{8}|ERR_OSSL|X509Certificate/i],
  ['a path', /(?:^|[\s"'(])\/(?:work|home|usr|tmp|var|root|app|opt)\/|node_modules|[\w-]+\.[cm]?[jt]s\b|node:/],
  ['a stack', /\bat [\w.<>]+ ?\(|:\d+:\d+\b|"stack"|TypeError|RangeError|undefined is not/],
];

/** What an answer betrays of the inside; empty is right. */
export function betrayed({ status, text }: Answer): string[] {
  return status < 400 ? [] : betrayals.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
}

export interface Remains {
  readonly certificates: number;
  readonly keys: number;
  readonly firings: number;
  readonly uploadsWithContent: number;
  readonly uploads: number;
}

/**
 * What is in the database: a refused upload changes none of it. Rows of stored uploads are closed a moment after the
 * answer, so it waits for those first, at most ten seconds.
 */
export async function remains(product: TestProduct): Promise<Remains> {
  const until = Date.now() + 10_000;
  for (;;) {
    const now = await remainsNow(product);
    if (now.uploadsWithContent === 0 || Date.now() > until) return now;
    await sleep(50);
  }
}

async function remainsNow({ foundation: { db } }: TestProduct): Promise<Remains> {
  const count = (name: string, filter: object = {}) => db.collection(name).countDocuments(filter);
  return {
    certificates: await count('certificates'),
    keys: await count('keys'),
    firings: await count('firings'),
    uploadsWithContent: await count('uploads', {
      $or: [{ der: { $exists: true } }, { sealedContent: { $exists: true } }, { activeFingerprint: { $exists: true } }],
    }),
    uploads: await count('uploads'),
  };
}
