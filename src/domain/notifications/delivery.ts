import type { Envelope } from '../events/envelope';
import type { Channel, DeliveryStatus } from './profile';

/** Whom one delivery is for: a mail address, a user (uuid), or nobody in particular (webhook, event log). */
export type Recipient =
  | { readonly kind: 'address'; readonly value: string }
  | { readonly kind: 'user'; readonly value: string }
  | { readonly kind: 'none'; readonly value: null };

/** The parts that make a delivery of a non-monitoring event unique. */
export interface DeliveryKeyParts {
  readonly firingId: string;
  readonly profile: string;
  readonly channel: Channel;
  readonly recipient: Recipient;
}

/** The parts that make a delivery of a monitoring event with a suppression stream unique. */
export interface StreamDeliveryKeyParts {
  readonly profile: string;
  readonly event: string;
  readonly subject: string;
  readonly cycle: number;
  readonly step: string | null;
  readonly number: number;
  readonly channel: Channel;
  readonly recipient: Recipient;
}

/** What happened to one attempt. `error` is a code, a colon and a short text; never a receiver's whole answer. */
export interface DeliveryAttempt {
  readonly at: Date;
  readonly durationMs: number;
  readonly result: 'delivered' | 'failed' | 'refused';
  readonly error: string | null;
  /** What should be known about the way of a delivered one: that its TLS was not verified, say. Absent: nothing. */
  readonly note?: string;
}

/** An action of a trigger that asked for a delivery; two triggers may ask for the same one. */
export interface DeliveryOrigin {
  readonly trigger: string;
  readonly actionId: string;
  readonly actionKey: string;
}

/** The text of one notice on one channel. `html` is null where the channel or the template has none. */
export interface RenderedNotice {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

/** All that a channel needs to send, kept in the ledger so that every attempt says the same. */
export interface DeliveryMessage extends RenderedNotice {
  readonly envelope: Envelope;
  /** Flat certificate facts for the event log, text only. */
  readonly facts: Readonly<Record<string, string>>;
  /** The profile's template could not be rendered; the default text stands in. */
  readonly defaultTextUsed: boolean;
  /** `resolve` closes what a notice with the same `dedupKey` opened, on channels that know of that. Default: notice. */
  readonly kind?: 'notice' | 'resolve';
  /** What several notices of one matter have in common. Default: the delivery key. */
  readonly dedupKey?: string;
  /** Ids of what a digest tells of; it belongs to no single firing. */
  readonly digest?: { readonly items: readonly string[] };
  /** Where its reader finds more, shown in place of the firing's address. */
  readonly link?: { readonly label: string; readonly url: string };
  /** Its one recipient decides by the link in it. */
  readonly personal?: PersonalLink;
}

/**
 * What makes the link of a message the power to decide. The ledger keeps this and the common link: the personal one is
 * made when the message is sent, so that nobody finds it who reads what was sent.
 */
export interface PersonalLink {
  /** uuid of the approval. */
  readonly approval: string;
  /** uuid of who decides by it. */
  readonly user: string;
  readonly until: Date;
  /** The common link of the page, in whose place it goes out. */
  readonly insteadOf: string;
}

/** A notice on its way to one recipient, by itself or inside a digest. */
export interface AddressedNotice {
  readonly firingId: string;
  readonly event: string;
  readonly origins: readonly DeliveryOrigin[];
  readonly profile: string;
  readonly profileVersion: number;
  readonly channel: Channel;
  readonly recipient: Recipient;
  readonly createdAt: Date;
}

/** One row of the ledger. `message` is null once erased. */
export interface Delivery extends AddressedNotice {
  /** The key: SHA-256 of its parts, lower-case hex. It is what receivers see. */
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly attempts: readonly DeliveryAttempt[];
  /** Counts all attempts; the list keeps the latest ones. */
  readonly attemptCount: number;
  /** Null in final states. */
  readonly nextAttemptAt: Date | null;
  readonly leaseUntil: Date | null;
  readonly attemptOwner: string | null;
  /** A worker died between sending and recording, so the receiver may see the key twice. */
  readonly possibleRepeat: boolean;
  readonly eraseWhenDone: boolean;
  readonly message: DeliveryMessage | null;
  /** Only on channels whose receivers keep incidents, for notices about certificates that expire. */
  readonly incident?: Incident;
  readonly firstAttemptAt: Date | null;
  readonly finishedAt: Date | null;
  /** After this moment no further attempt is planned. */
  readonly giveUpAt: Date;
}

/** What follows a failed attempt. Without a next moment the delivery is given up. */
export interface RetryPlan {
  readonly nextAttemptAt: Date | null;
  readonly firstAttemptAt: Date;
  readonly giveUpAt: Date;
  /** Nothing of the message may stay once the delivery is given up. */
  readonly erase: boolean;
}

/** The state of a row in which nothing was tried yet. Quiet hours hold it until `heldUntil`, never drop it. */
export function untriedDelivery(now: Date, heldUntil: Date | null, giveUpMs: number) {
  return {
    status: heldUntil === null ? 'queued' : 'held',
    attempts: [],
    attemptCount: 0,
    nextAttemptAt: heldUntil ?? now,
    leaseUntil: null,
    attemptOwner: null,
    possibleRepeat: false,
    createdAt: now,
    firstAttemptAt: null,
    finishedAt: null,
    giveUpAt: new Date((heldUntil ?? now).getTime() + giveUpMs),
  } as const satisfies Partial<Delivery>;
}

const finalStatuses: readonly DeliveryStatus[] = ['delivered', 'suppressed', 'cancelled', 'undeliverable'];

export function isFinal(status: DeliveryStatus): boolean {
  return finalStatuses.includes(status);
}

/** The rows of one action of a firing: by the action's key, else by its id. */
export function rowsOfAction(rows: readonly Delivery[], action: string): readonly Delivery[] {
  const by = (same: (origin: DeliveryOrigin) => boolean) => rows.filter(({ origins }) => origins.some(same));
  const byKey = by(({ actionKey }) => actionKey === action);
  return byKey.length > 0 ? byKey : by(({ actionId }) => actionId === action);
}

export interface DeliverySummary {
  readonly outcome: 'pending' | 'ok' | 'failed';
  /** Deliveries that are not in a final state. */
  readonly open: number;
  /** Deliveries whose last attempt failed, given up or still being retried. */
  readonly failed: number;
  /** Rows looked at; without any the outcome says nothing. */
  readonly total: number;
}

/**
 * The outcome of a `sendNotification` action from its ledger rows: `failed` as soon as one has failed, also
 * while it is being retried; `ok` once all are delivered, suppressed or cancelled; without rows `pending`.
 */
export function summarizeDeliveries(
  rows: readonly Pick<Delivery, 'status' | 'attempts' | 'attemptCount'>[],
): DeliverySummary {
  const open = rows.filter(({ status }) => !isFinal(status)).length;
  const failed = rows.filter(
    ({ status, attemptCount }) => status === 'undeliverable' || (!isFinal(status) && attemptCount > 0),
  ).length;
  const outcome = failed > 0 ? 'failed' : open > 0 || rows.length === 0 ? 'pending' : 'ok';
  return { outcome, open, failed, total: rows.length };
}

/**
 * Why an action failed whose deliveries were opened: how many of how many failed, and whether they are still tried; for
 * people. The rows may be ahead of the outcome, and then say that nothing is failing any more.
 */
export function deliveryFailure(rows: readonly Pick<Delivery, 'status' | 'attempts' | 'attemptCount'>[]): string {
  const { failed, total } = summarizeDeliveries(rows);
  if (failed === 0) return 'what had failed was delivered or cancelled meanwhile';
  const givenUp = rows.filter(({ status }) => status === 'undeliverable').length;
  const retried = failed - givenUp;
  const fates = [...(retried > 0 ? [`${retried} being retried`] : []), ...(givenUp > 0 ? [`${givenUp} given up`] : [])];
  return `${failed} of ${total} deliveries failed: ${fates.join(', ')}`;
}

/** When an open delivery has work again: its next attempt, or the end of a lease. Null: at once. */
export function nextWorkAt({
  status,
  nextAttemptAt,
  leaseUntil,
}: Pick<Delivery, 'status' | 'nextAttemptAt' | 'leaseUntil'>): Date | null {
  return status === 'sending' ? leaseUntil : nextAttemptAt;
}

/** What a delivery does to an incident that its receiver keeps. */
export interface Incident {
  readonly action: 'trigger' | 'resolve';
  /** uuid of the certificate that it is about. */
  readonly certificate: string;
  /** Of the certificate's notice streams; it ends when a valid replacement appears. */
  readonly cycle: number;
  /** The dedup key: what its deliveries have in common. */
  readonly key: string;
  /** Key of the delivery that a resolve answers: the last one that may have opened the incident. */
  readonly answers?: string;
}
