import { createHash } from 'node:crypto';
import type { DeliveryKeyParts } from '../domain/notifications/delivery';

/**
 * The key of a delivery of a non-monitoring event: SHA-256 over its parts, lower-case hex. It is the ledger's key and
 * what receivers see, so it must not show an address; mail addresses count without regard to case.
 */
export function deliveryKey({ firingId, profile, channel, recipient }: DeliveryKeyParts): string {
  const value = recipient.kind === 'address' ? recipient.value.toLowerCase() : recipient.value;
  return createHash('sha256')
    .update(JSON.stringify([firingId, profile, channel, recipient.kind, value]))
    .digest('hex');
}
