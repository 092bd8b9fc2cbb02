import type { CertificateRecord } from '../../domain/certificates/certificate';
import type { HoldStore } from '../../store/certificates/holds';
import type { CertificateInventory } from '../../store/certificates/inventory';
import { createValidationRuns } from '../../temporal/runs/validation';
import type { Foundation } from '../foundation';

const startTimeoutMs = 5_000;

/** Records revocations and their ends, and has the status of the certificate checked soon; without a run the hourly check comes to it. */
export function revokingOf({
  stores: { inventory, holds },
  client,
  queueName,
  logger,
}: Foundation): Pick<CertificateInventory, 'revoke'> & HoldStore {
  const runs = createValidationRuns(client, queueName);
  async function checked(after: CertificateRecord | null): Promise<CertificateRecord | null> {
    if (after === null) return null;
    await runs
      .startWalk(`${after.uuid}.${after.revision}`, startTimeoutMs)
      .catch((error: unknown) => logger.warn({ err: error }, 'no validation was started after a revocation'));
    return after;
  }
  return {
    revoke: async (seen, revocation) => checked(await inventory.revoke(seen, revocation)),
    release: async (seen, at) => checked(await holds.release(seen, at)),
  };
}
