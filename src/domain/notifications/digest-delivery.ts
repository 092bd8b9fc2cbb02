import { untriedDelivery, type Delivery, type DeliveryMessage, type Recipient } from './delivery';
import type { DeliveryPace } from './pace';
import type { Channel, NotificationProfile } from './profile';
import { quietUntil } from './quiet-hours';

/** The one event whose notices are collected. */
export const digestEvent = 'certificate_expiring';

/** One digest: a channel and a recipient, and what it tells of, the next to expire first. */
export interface DigestContent {
  readonly deliveryId: string;
  /** Firing id of the digests of one scan. */
  readonly digest: string;
  readonly channel: Channel;
  readonly recipient: Recipient;
  readonly items: readonly { readonly id: string; readonly certificate: string; readonly step: string | null }[];
}

/** With the profile that its notices were opened for. */
export type Digest = DigestContent & { readonly profile: string; readonly profileVersion: number };

/** The ledger row of a digest. During the profile's quiet hours it is held until their end. */
export function digestDelivery(
  { deliveryId: id, digest: firingId, channel, recipient, profile: uuid, profileVersion }: Digest,
  profile: Pick<NotificationProfile, 'quietHours' | 'version'> | undefined,
  message: DeliveryMessage,
  now: Date,
  pace: Pick<DeliveryPace, 'giveUpMs'>,
): Delivery {
  const heldUntil = profile === undefined || profile.quietHours === null ? null : quietUntil(profile.quietHours, now);
  return {
    ...{ id, firingId, event: digestEvent, origins: [], profile: uuid, channel, recipient, message },
    profileVersion: profile?.version ?? profileVersion,
    eraseWhenDone: false,
    ...untriedDelivery(now, heldUntil, pace.giveUpMs),
  };
}
