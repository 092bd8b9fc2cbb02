import { createHash } from 'node:crypto';
import type { ExpiringBatch } from '../../temporal/messages/expiration';

const batchSize = 100;

const startsAtOnce = 4;

/** Starts them, a few at a time. */
export async function startAll(
  batches: readonly ExpiringBatch[],
  start: (batch: ExpiringBatch) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < batches.length; from += startsAtOnce)
    await Promise.all(batches.slice(from, from + startsAtOnce).map(start));
}

/** The id follows from what a batch carries: a second attempt finds the run of the first, other content is another run. */
export function batchesOf(scanId: string, at: Date, certificates: readonly string[]): ExpiringBatch[] {
  const batches: ExpiringBatch[] = [];
  for (let from = 0; from < certificates.length; from += batchSize) {
    const chunk = certificates.slice(from, from + batchSize);
    const name = createHash('sha256').update(chunk.join()).digest('hex').slice(0, 16);
    batches.push({ batchId: `${scanId}.${name}`, scanId, at: at.toISOString(), certificates: chunk });
  }
  return batches;
}
