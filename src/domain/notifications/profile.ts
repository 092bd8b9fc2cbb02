/** Notification profiles of spec 10.1. */
export const recipientTypes = ['default', 'user', 'group', 'role', 'owner', 'object', 'none'] as const;
export type RecipientType = (typeof recipientTypes)[number];

export const channels = ['email', 'webhook', 'eventLog', 'internal'] as const;
export type Channel = (typeof channels)[number];

/** What a channel is addressed to: one delivery per mail address, per user, or one per notice. */
export const addressing = {
  email: 'address',
  webhook: 'none',
  eventLog: 'none',
  internal: 'user',
} as const satisfies Record<Channel, 'address' | 'user' | 'none'>;

export interface EmailChannel {
  readonly type: 'email';
  readonly from?: string;
  readonly replyTo?: string;
}
export interface WebhookChannel {
  readonly type: 'webhook';
  readonly url: string;
  /** Sealed texts of `whsec_` + base64; never shown again. Several while a secret is being rotated. */
  readonly secrets: readonly string[];
}
export interface EventLogChannel {
  readonly type: 'eventLog';
  readonly eventId?: number;
  readonly level?: 'Error' | 'Warning' | 'Information';
  readonly source?: string;
}
export interface InternalChannel {
  readonly type: 'internal';
}
export type ChannelSettings = EmailChannel | WebhookChannel | EventLogChannel | InternalChannel;

export interface ChannelTemplate {
  readonly subject?: string;
  readonly body?: string;
  readonly html?: string;
}

export interface NotificationProfile {
  readonly uuid: string;
  readonly name: string;
  readonly description: string;
  readonly recipientType: RecipientType;
  /** uuids for user, group and role. */
  readonly recipients: readonly string[];
  readonly recipientAttribute: string | null;
  readonly channels: readonly ChannelSettings[];
  readonly frequency: string | null;
  readonly repetitions: number | null;
  readonly templates: Readonly<Partial<Record<Channel, ChannelTemplate>>>;
  /** Rises only when a versioned field (all but name and description) changed. */
  readonly version: number;
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const deliveryStatuses = [
  'queued',
  'held',
  'sending',
  'retrying',
  'delivered',
  'suppressed',
  'cancelled',
  'undeliverable',
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
