/** Notification profiles (docs/concepts.md). */
export const recipientTypes = ['default', 'user', 'group', 'role', 'owner', 'object', 'none'] as const;
export type RecipientType = (typeof recipientTypes)[number];

export const channels = ['email', 'webhook', 'eventLog', 'internal', 'slack', 'teams', 'pagerDuty'] as const;
export type Channel = (typeof channels)[number];

/** What a channel is addressed to: one delivery per mail address, per user, or one per notice. */
export const addressing = {
  email: 'address',
  webhook: 'none',
  eventLog: 'none',
  internal: 'user',
  slack: 'none',
  teams: 'none',
  pagerDuty: 'none',
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
  /** Per secret the end of its overlap, RFC 3339, or null; absent: none of them ends. */
  readonly secretsUntil?: readonly (string | null)[];
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
export interface SlackChannel {
  readonly type: 'slack';
  /** Sealed address of an incoming webhook: who knows it may post. */
  readonly url: string;
}
export interface TeamsChannel {
  readonly type: 'teams';
  /** Sealed address of a Workflows webhook: its query holds the signature. */
  readonly url: string;
}
export interface PagerDutyChannel {
  readonly type: 'pagerDuty';
  /** Sealed integration key of an Events API v2 service. */
  readonly routingKey: string;
  /** Default: from the event, see `logLevelOf`. */
  readonly severity?: 'critical' | 'error' | 'warning' | 'info';
  /** `https://events.eu.pagerduty.com` for a service in the EU, or a compatible receiver. Default: the US one. */
  readonly endpoint?: string;
}
export type ChannelSettings =
  EmailChannel | WebhookChannel | EventLogChannel | InternalChannel | SlackChannel | TeamsChannel | PagerDutyChannel;

/** One way of saying who is meant: the profile itself has one, escalation steps may add more. */
export interface RecipientRule {
  readonly recipientType: Exclude<RecipientType, 'none'>;
  /** uuids for user, group and role. */
  readonly recipients: readonly string[];
  readonly recipientAttribute: string | null;
}

/** A moment before notAfter at which a stream speaks once (again). */
export interface EscalationStep {
  /** ISO 8601 duration before notAfter or share of the lifetime, see step.ts. Each kind in descending order. */
  readonly before: string;
  /** Told from this step on, beside those of the profile and of the longer steps. */
  readonly addRecipients: readonly RecipientRule[];
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A daily window of wall-clock time in which nothing is sent; what falls in is held until its end. */
export interface QuietHours {
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  /** `HH:MM`, included. A window whose `from` is not before its `to` runs over midnight. */
  readonly from: string;
  /** `HH:MM`, excluded. */
  readonly to: string;
  /** Days on which a window begins; all when empty. */
  readonly days: readonly Weekday[];
}

/** What is told beside the payload of the event. Values of type `secret` never are. */
export interface IncludedData {
  readonly customAttributes: boolean;
  readonly metadata: boolean;
  /** Names of groups, RA profile and owner. */
  readonly associations: boolean;
}

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
  /** Descending; empty: none. Only monitoring events use them. */
  readonly escalationSteps: readonly EscalationStep[];
  readonly quietHours: QuietHours | null;
  readonly include: IncludedData;
  /** `digest`: one message per recipient, channel and scan with a table, for monitoring events; what follows from a CA is collected in either. */
  readonly mode: 'single' | 'digest';
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
