import { createHash } from 'node:crypto';
import type { DeliveryKeyParts, Recipient, StreamDeliveryKeyParts } from '../domain/notifications/delivery';

/**
 * The key of a delivery of a non-monitoring event: SHA-256 over its parts, lower-case hex. It is the ledger's key and
 * what receivers see, so it must not show an address; mail addresses count without regard to case.
 */
export function deliveryKey({ firingId, profile, channel, recipient }: DeliveryKeyParts): string {
  return digest([firingId, profile, channel, recipient.kind, addressed(recipient)]);
}

/** The same for a monitoring event: one key a notice, whatever firing it goes out with. */
export function streamDeliveryKey(parts: StreamDeliveryKeyParts): string {
  const { profile, event, subject, cycle, step, number, channel, recipient } = parts;
  return digest([profile, event, subject, cycle, step, number, channel, recipient.kind, addressed(recipient)]);
}

/** What a digest is for. `issuer`: id of what becomes of a CA, for what follows from that. */
type DigestKeyParts = Omit<DeliveryKeyParts, 'firingId'> & { readonly issuer?: string | undefined };

/** The key of a digest: one for each scan, profile, channel and recipient, and for each CA that it follows from. */
export function digestDeliveryKey({
  scanId,
  profile,
  channel,
  recipient,
  issuer,
}: DigestKeyParts & { readonly scanId: string }): string {
  return digest(['digest', scanId, profile, channel, recipient.kind, addressed(recipient), ...of(issuer)]);
}

/** The key of the delivery that resolves what a delivery has triggered. */
export function resolveDeliveryKey(trigger: string): string {
  return digest(['resolve', trigger]);
}

/** What the items of one digest have in common, as lower-case hex: evenly spread, and without an address. */
export function digestGroupKey({ profile, channel, recipient, issuer }: DigestKeyParts): string {
  return digest(['digest', profile, channel, recipient.kind, addressed(recipient), ...of(issuer)]);
}

/** Nothing where there is none: keys of scans stay what they were. */
function of(issuer: string | undefined): string[] {
  return issuer === undefined ? [] : [issuer];
}

function addressed({ kind, value }: Recipient): string | null {
  return kind === 'address' ? value.toLowerCase() : value;
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
