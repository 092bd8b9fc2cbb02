/** What has become of one message or effect of an alert (docs/alerts.md, "The ledger"). */
export const ledgerStates = ['claimed', 'done', 'failed', 'uncertain', 'superseded', 'baseline', 'cancelled'] as const;
export type LedgerState = (typeof ledgerStates)[number];

/** Where no threshold applies. */
export const noThreshold = -1;

/** As it is shown beside the ledger: null where none applies. */
export function shownThreshold(threshold: number): number | null {
  return threshold === noThreshold ? null : threshold;
}

/** What a row is about: unique together. */
export interface LedgerKey {
  readonly alertId: string;
  readonly itemId: string;
  readonly threshold: number;
  /** 1; reminders count up. */
  readonly occurrence: number;
  readonly channel: string;
}

/** The handler id of the mail that compatibility semantics sends by itself. */
export const impliedMail = 'mail';

export function mailChannel(handlerId: string, address: string): string {
  return `mail:${handlerId}:${address.toLowerCase()}`;
}

/** @param recipient of a handler that runs for each recipient */
export function handlerChannel(handlerId: string, recipient: string | null): string {
  return recipient === null ? `handler:${handlerId}` : `handler:${handlerId}:${recipient.toLowerCase()}`;
}

/** Of an instance of the workflow builder. */
export function workflowChannel(definition: string): string {
  return `workflow:${definition}`;
}

/** A row of the ledger, which no run writes for the same key again. */
export interface LedgerRow extends LedgerKey {
  readonly id: string;
  readonly itemName: string;
  readonly handlerId: string;
  readonly state: LedgerState;
  readonly firstDueAt: Date;
  readonly doneAt: Date | null;
  /** Written right before the effect: without an outcome behind it nobody knows whether it happened. */
  readonly effectStartedAt: Date | null;
  /** The run that has it. */
  readonly workflowId: string;
  readonly attempts: number;
  /** Lower snake case. */
  readonly error: string | null;
  readonly message: string | null;
}

/** Of rows that say that somebody has acknowledged an item: nothing follows from them. */
export const acknowledgedError = 'acknowledged';

/** Of rows that were cancelled because a handler before said so, not because the item is over. */
export const heldBack: ReadonlySet<string | null> = new Set(['no_mail', 'stopped']);
