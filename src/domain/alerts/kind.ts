/** What alerts can watch. Each has its definition in a file of its own, and a source of its items among the services. */
export const alertKindCodes = [
  'expiration',
  'pending',
  'issued',
  'denied',
  'key_rotation',
  'revocation_monitoring',
] as const;
export type AlertKindCode = (typeof alertKindCodes)[number];

/** Members of an alert that only some kinds have. */
export type OwnAlertField = 'keys' | 'endpoint' | 'raProfileId';

/** What sets the alerts of a kind apart. Whoever treats kinds differently asks for a trait here. */
export interface AlertKind {
  readonly code: AlertKindCode;
  readonly name: string;
  /** What one item is, for people. */
  readonly item: string;
  /** The event code that its firings carry. */
  readonly event: string;
  readonly resource: string;
  /** Days before an end, at which an item is due. */
  readonly hasThresholds: boolean;
  /** It runs by a schedule of its own, and must have one. */
  readonly needsSchedule: boolean;
  /** It looks at the certificates of a collection. */
  readonly hasCollection: boolean;
  /** Which of the members that only some kinds have are its own. */
  readonly own: readonly OwnAlertField[];
  /** An event starts it too; of the others only the schedule does. */
  readonly startedByEvents?: true;
  /** Reminders follow the first message, if the alert says so. */
  readonly repeats: boolean;
  /** At most one handler in compatibility semantics. */
  readonly hasOneHandler: boolean;
  /** Id of its entries in an event log, unless a handler names another one. */
  readonly eventLogId: number;
}
