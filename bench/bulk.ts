import { setTimeout as sleep } from 'node:timers/promises';
import { pemOf } from '../src/x509/pem-writer';
import type { Product } from './product';
import { load, round } from './statistics';

export const pem = { 'content-type': 'application/x-pem-file' };
/** Requests at a time. */
export const senders = 3;
const bundleSize = 500;

/** PEM of 500 certificates each. */
export function bundlesOf(certificates: readonly Buffer[]): Buffer[] {
  return Array.from({ length: Math.ceil(certificates.length / bundleSize) }, (_, index) => {
    const some = certificates.slice(index * bundleSize, (index + 1) * bundleSize);
    return Buffer.from(some.map((der) => pemOf('CERTIFICATE', der)).join(''));
  });
}

/** Completed uploads a second: from the first request until the last certificate is in the inventory. */
export async function bulkUpload(product: Product, certificates: readonly Buffer[]): Promise<number> {
  const bundles = bundlesOf(certificates);
  const startedAt = performance.now();
  const ids: string[] = [];
  await load(bundles.length, senders, async (index) => {
    const { status, body } = await product.call('POST', '/api/v1/certificates/upload/async', bundles[index], pem);
    if (status !== 202) throw new Error(`a bundle was answered with ${status} ${JSON.stringify(body)}`);
    ids.push(body['uploadId'] as string);
  });
  for (const id of ids) {
    for (;;) {
      const { body } = await product.call('GET', `/api/v1/uploads/${id}?items=none`);
      if (body['status'] === 'finished') break;
      await sleep(40);
    }
  }
  return round((certificates.length * 1_000) / (performance.now() - startedAt));
}
