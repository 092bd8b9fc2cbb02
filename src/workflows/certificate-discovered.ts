import { proxyLocalActivities, sleep, upsertSearchAttributes } from '@temporalio/workflow';
import type { DiscoveredActivities } from '../activities/discovered';
import { discoveredInWords, type DiscoveredBatch, type DiscoveredSummary } from '../temporal/messages/discoveries';
import { certloomOutcome, certloomSummary } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

const inventory = proxyLocalActivities<DiscoveredActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  localRetryThreshold: '5s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '30s' },
});

/** Uploads take some seconds; who waits longer lets the inventory decide who was first. */
const waits = 30;

/** A batch of `certificate_discovered`: 1..100 certificates of one run, one firing each. */
export async function certificateDiscovered(batch: DiscoveredBatch): Promise<DiscoveredSummary> {
  let decided = await inventory.decideDiscovered(batch, true);
  const told = new Set(decided.firingsWithEffects);
  const total = { imported: 0, known: 0, ignored: 0, failed: 0 };
  const add = () => {
    for (const name of ['imported', 'known', 'ignored', 'failed'] as const) total[name] += decided[name];
  };
  add();
  for (let tries = 1; decided.held > 0; tries += 1) {
    await sleep(Math.min(2_000, 200 * tries));
    decided = await inventory.decideDiscovered(batch, tries < waits);
    for (const firing of decided.firingsWithEffects) told.add(firing);
    add();
  }
  if (told.size > 0) await carryOutEffects([...told]);
  upsertSearchAttributes([
    { key: certloomOutcome, value: decided.outcome },
    { key: certloomSummary, value: discoveredInWords(total) },
  ]);
  return total;
}
