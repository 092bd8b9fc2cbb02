import type { CertificateInventory } from '../../store/certificates/inventory';
import { createValidationRuns } from '../../temporal/runs/validation';
import type { Foundation } from '../foundation';

const startTimeoutMs = 5_000;

/** Records revocations, and has the status of the certificate checked soon; without a run the hourly check comes to it. */
export function revokingOf({ stores, client, queueName, logger }: Foundation): CertificateInventory['revoke'] {
  const runs = createValidationRuns(client, queueName);
  return async (seen, revocation) => {
    const after = await stores.inventory.revoke(seen, revocation);
    if (after !== null) {
      await runs
        .startWalk(`${after.uuid}.${after.revision}`, startTimeoutMs)
        .catch((error: unknown) => logger.warn({ err: error }, 'no validation was started after a revocation'));
    }
    return after;
  };
}
