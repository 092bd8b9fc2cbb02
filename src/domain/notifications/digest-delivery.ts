import { envelopeOf } from '../events/payloads';
import { digestTexts, type DigestRow } from './digest';
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

/** What is told in one digest; `digest` is the firing id of the digests of one scan. */
export interface DigestFacts {
  readonly rows: readonly DigestRow[];
  readonly total: number;
  readonly items: readonly string[];
  readonly digest: string;
  /** Where all of its certificates are listed. */
  readonly link: string;
  readonly now: Date;
}

/** The message of a digest on a channel. */
export function digestMessage(
  { rows, total, items, digest, link, now }: DigestFacts,
  channel: Channel,
): DeliveryMessage {
  return {
    ...digestTexts(rows, channel, { total, link }),
    // A digest is about no single object: no field of the payload has a value.
    envelope: envelopeOf({ event: digestEvent, firingId: digest, occurredAt: now, objectUuid: null }, {}),
    facts: {},
    defaultTextUsed: false,
    digest: { items },
    link: { label: 'Expiring certificates', url: link },
  };
}

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
