import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from './product';
import { load, round } from './statistics';

const pem = { 'content-type': 'application/x-pem-file' };

/** Completed uploads a second: from the first request until the last certificate is in the inventory. */
export async function bulkUpload(product: Product, certificates: readonly Buffer[]): Promise<number> {
  const bundles: string[] = [];
  for (let at = 0; at < certificates.length; at += 500) {
    bundles.push(
      certificates
        .slice(at, at + 500)
        .map(
          (certificate) =>
            `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`,
        )
        .join(''),
    );
  }
  const startedAt = performance.now();
  const ids: string[] = [];
  await load(bundles.length, 3, async (index) => {
    const { status, body } = await product.call(
      'POST',
      '/api/v1/certificates/upload/async',
      Buffer.from(bundles[index]!),
      pem,
    );
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
