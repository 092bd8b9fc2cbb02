import type { ValidationStatus } from '../certificates/certificate';
import type { IssuerChange } from '../certificates/issuer-change';
import type { AddressedNotice, Delivery } from './delivery';
import type { Channel, DeliveryStatus, NotificationProfile } from './profile';

/**
 * `waiting` for a digest; `taken` by one that is being written; `sent`: its digest is in the ledger. Then what its
 * firing has been told: `failing`, and `done` once the digest is in a final state. `cancelled`: its reason vanished;
 * `dropped` once its firing has been told that.
 */
export const digestItemStates = ['waiting', 'taken', 'sent', 'failing', 'done', 'cancelled', 'dropped'] as const;
export type DigestItemState = (typeof digestItemStates)[number];

/** A change of status that follows from what became of a CA. */
export interface FollowingChange {
  readonly issuer: IssuerChange;
  readonly from: ValidationStatus;
  readonly to: ValidationStatus;
}

/** One certificate in the digest of one recipient: what would be a delivery of its own in single mode. */
export interface DigestItem extends AddressedNotice {
  /** The delivery key that the notice would have had: an item exists once. */
  readonly id: string;
  readonly certificate: string;
  readonly notAfter: Date;
  /** Null in a stream without limits. */
  readonly cycle: number | null;
  readonly step: string | null;
  readonly number: number | null;
  /** Absent where the certificate expires. */
  readonly following?: FollowingChange;
  readonly state: DigestItemState;
  /** The digest's ledger row, null while `waiting`. */
  readonly deliveryId: string | null;
  /** The firing id of the digest's ledger row. */
  readonly digest: string | null;
  readonly takenAt: Date | null;
}

/** Channels that can show a table; a profile's other channels tell one by one. */
export const digestChannels: readonly Channel[] = ['email', 'internal', 'slack', 'teams'];

/**
 * Whether a notice waits for a digest instead of going out by itself: that of its scan where the profile says so, that of
 * a CA whatever the profile says, because nobody wants a message for each certificate that a CA has issued.
 */
export function isCollected(
  { mode }: Pick<NotificationProfile, 'mode'>,
  monitoring: boolean,
  channel: Channel,
  followsIssuer = false,
): boolean {
  return (followsIssuer || (mode === 'digest' && monitoring)) && digestChannels.includes(channel);
}

/**
 * An item as if it were a row of the ledger: what became of it is what became of its digest. `digest` is undefined
 * while it has none, and when retention has removed it.
 */
export function asDelivery(item: DigestItem, digest: Delivery | undefined): Delivery {
  const { firingId, event, origins, profile, profileVersion, channel, recipient, createdAt } = item;
  const own = { firingId, event, origins, profile, profileVersion, channel, recipient, createdAt, message: null };
  const isInside = item.state !== 'cancelled' && item.state !== 'dropped';
  if (digest !== undefined && isInside) return { ...digest, ...own };
  const status: DeliveryStatus = item.state === 'waiting' || item.state === 'taken' ? 'queued' : 'cancelled';
  return {
    ...own,
    id: item.id,
    status,
    attempts: [],
    attemptCount: 0,
    nextAttemptAt: null,
    leaseUntil: null,
    attemptOwner: null,
    possibleRepeat: false,
    eraseWhenDone: false,
    firstAttemptAt: null,
    finishedAt: null,
    giveUpAt: createdAt,
  };
}
