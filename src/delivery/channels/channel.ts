import type { Envelope } from '../../domain/events/envelope';
import type { DeliveryMessage, Recipient } from '../../domain/notifications/delivery';
import type { Channel, ChannelSettings } from '../../domain/notifications/profile';
import type { SendResult } from '../send-result';

/** One notice for one recipient, as it is handed to a channel. */
export interface OutgoingNotice {
  /** The delivery key: the same on every attempt, opaque, known to the receiver. */
  readonly key: string;
  readonly profile: string;
  /** Shown beside the profile's uuid where a receiver shows names. */
  readonly profileName?: string;
  readonly profileVersion?: number;
  readonly recipient: Recipient;
  readonly message: DeliveryMessage;
  readonly rejected: boolean;
  /** A test asked for by a person. */
  readonly sample: boolean;
}

/** Absolute address of the page about a firing. */
export type FiringPageUrl = (firing: Pick<Envelope, 'firingId' | 'occurredAt'>) => string;

/**
 * A way to tell people or systems. A new channel is one file that makes one of these, its settings in
 * domain/notifications/profile.ts, and one schema in the API. A receiver's fault is a result, never an exception.
 */
export interface ChannelSender<C extends Channel = Channel> {
  readonly type: C;
  send(
    notice: OutgoingNotice,
    settings: Extract<ChannelSettings, { type: C }>,
    signal: AbortSignal,
  ): Promise<SendResult>;
}

export type ChannelSenders = { readonly [C in Channel]: ChannelSender<C> };

/** The sender that fits the settings; keeps the relation of type and settings in one place. */
export function sendThrough(
  senders: ChannelSenders,
  settings: ChannelSettings,
  notice: OutgoingNotice,
  signal: AbortSignal,
): Promise<SendResult> {
  const sender = senders[settings.type] as ChannelSender;
  return sender.send(notice, settings, signal);
}
