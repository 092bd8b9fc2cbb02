import { envelopeOf } from '../events/payloads';
import { digestTexts, type DigestRow } from './digest';
import { untriedDelivery, type Delivery, type DeliveryMessage, type Recipient } from './delivery';
import type { FollowingChange } from './digest-item';
import { issuerChangesInWords } from '../certificates/issuer-change';
import type { DeliveryPace } from './pace';
import type { Channel, NotificationProfile } from './profile';
import { quietUntil } from './quiet-hours';

/** The event of what is collected by scans. */
export const digestEvent = 'certificate_expiring';
/** The event of what is collected because it follows from a CA. */
const followingEvent = 'certificate_status_changed';

/** One digest: a channel and a recipient, and what it tells of, the next to expire first. */
export interface DigestContent {
  readonly deliveryId: string;
  /** Firing id of the digests of one scan. */
  readonly digest: string;
  readonly channel: Channel;
  readonly recipient: Recipient;
  readonly items: readonly DigestedItem[];
}

/** What a digest needs to know of an item; all of one digest follow from the same CA, or none of them does. */
export interface DigestedItem {
  readonly id: string;
  readonly certificate: string;
  readonly step: string | null;
  readonly following?: FollowingChange;
}

/** With the profile that its notices were opened for. */
export type Digest = DigestContent & { readonly profile: string; readonly profileVersion: number };

/** What is told in one digest; `digest` is the firing id of the digests of one scan. */
export interface DigestFacts {
  readonly rows: readonly DigestRow[];
  readonly total: number;
  readonly items: readonly string[];
  readonly digest: string;
  /** What became of a CA, and made these certificates change, in words; absent where they expire. */
  readonly because?: string | undefined;
  /** Where all of its certificates are listed. */
  readonly link: string;
  readonly now: Date;
}

/** The message of a digest on a channel. */
export function digestMessage(
  { rows, total, items, digest, because, link, now }: DigestFacts,
  channel: Channel,
): DeliveryMessage {
  const event = because === undefined ? digestEvent : followingEvent;
  return {
    ...digestTexts(rows, channel, { total, link, because }),
    // A digest is about no single object: no field of the payload has a value.
    envelope: envelopeOf({ event, firingId: digest, occurredAt: now, objectUuid: null }, {}),
    facts: {},
    defaultTextUsed: false,
    digest: { items },
    link: { label: digestTitle(because), url: link },
  };
}

/** What a list of the certificates of a digest is called. */
export function digestTitle(because: string | undefined): string {
  return because === undefined ? 'Expiring certificates' : 'Certificates whose status changed';
}

/** What became of the CA that the items of a digest follow from, in words; undefined where they expire. */
export function becauseOf(items: readonly Pick<DigestedItem, 'following'>[]): string | undefined {
  const changes = items.flatMap(({ following }) => following?.issuer ?? []);
  return changes.length === 0 ? undefined : issuerChangesInWords(changes);
}

/** The ledger row of a digest. During the profile's quiet hours it is held until their end. */
export function digestDelivery(
  { deliveryId: id, digest: firingId, channel, recipient, profile: uuid, profileVersion, items }: Digest,
  profile: Pick<NotificationProfile, 'quietHours' | 'version'> | undefined,
  message: DeliveryMessage,
  now: Date,
  pace: Pick<DeliveryPace, 'giveUpMs'>,
): Delivery {
  const event = items[0]?.following === undefined ? digestEvent : followingEvent;
  const heldUntil = profile === undefined || profile.quietHours === null ? null : quietUntil(profile.quietHours, now);
  return {
    ...{ id, firingId, event, origins: [], profile: uuid, channel, recipient, message },
    profileVersion: profile?.version ?? profileVersion,
    eraseWhenDone: false,
    ...untriedDelivery(now, heldUntil, pace.giveUpMs),
  };
}
