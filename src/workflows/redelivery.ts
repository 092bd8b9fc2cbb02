import { followDeliveries } from './effects';

/** A person asked for a delivery to be tried again: follows the ledger of its firing until nothing is open. */
export async function redelivery(firingId: string): Promise<void> {
  await followDeliveries([firingId]);
}
