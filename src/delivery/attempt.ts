import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, DeliveryAttempt, RetryPlan } from '../domain/notifications/delivery';
import { nextAttemptAt, type DeliveryPace } from '../domain/notifications/pace';
import type { Channel, NotificationProfile } from '../domain/notifications/profile';
import { sendThrough, type ChannelSenders } from './channels/channel';
import { asSent, type DecisionLink } from './personal-link';
import { permanent, temporary, type SendResult } from './send-result';

/** What one attempt needs of the ledger. */
export interface DeliveryLedger {
  lease(id: string, owner: string, now: Date, leaseUntil: Date): Promise<Delivery | null>;
  markDelivered(id: string, attempt: DeliveryAttempt, firstAttemptAt: Date, erase: boolean): Promise<void>;
  markFailed(id: string, owner: string, attempt: DeliveryAttempt, plan: RetryPlan): Promise<boolean>;
  release(delivery: Delivery, owner: string, now: Date): Promise<void>;
}

export interface AttemptDeps {
  readonly ledger: DeliveryLedger;
  readonly senders: ChannelSenders;
  readonly profile: (uuid: string) => Promise<NotificationProfile | undefined>;
  readonly now: () => Date;
  readonly pace: DeliveryPace;
  /** 0..1, spreads repeats. */
  readonly spread: () => number;
  /** Makes links by which people decide; absent: none are sent. */
  readonly decisionLink?: DecisionLink;
  /** Told of each attempt that was recorded. */
  readonly onRecorded?: (channel: Channel, outcome: AttemptOutcome) => void;
}

export const attemptOutcomes = ['delivered', 'retrying', 'undeliverable'] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** A lease outlives the longest attempt, so that nobody takes over what is still on its way. */
export const attemptTimes = { leaseMs: 60_000, limitMs: 45_000 } as const;

/**
 * One attempt at one delivery: lease, send, record. Does nothing when the row is not due or somebody else has it. A
 * receiver's fault is recorded and never thrown; what is thrown is a store that is away, or the cancellation.
 */
export async function attemptDelivery(
  deps: AttemptDeps,
  id: string,
  owner: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const at = deps.now();
  const row = await deps.ledger.lease(id, owner, at, new Date(at.getTime() + attemptTimes.leaseMs));
  if (row === null) return;
  let result: SendResult;
  try {
    result = await sendWithin(deps, row, signal);
  } catch (error) {
    await deps.ledger.release(row, owner, deps.now());
    throw error;
  }
  await record(deps, row, owner, at, result);
}

async function sendWithin(deps: AttemptDeps, row: Delivery, signal: AbortSignal): Promise<SendResult> {
  const { message } = row;
  if (message === null)
    return permanent(
      'message_erased',
      'The message was erased, or is sealed under a master key that is not configured.',
    );
  const profile = await deps.profile(row.profile);
  if (profile === undefined) return permanent('target_missing', 'The notification profile does not exist any more.');
  const settings = profile.channels.find(({ type }) => type === row.channel);
  if (settings === undefined)
    return permanent('target_missing', 'The notification profile no longer has this channel.');
  const limit = AbortSignal.timeout(attemptTimes.limitMs);
  const ended = AbortSignal.any([signal, limit]);
  const { id: key, recipient, eraseWhenDone: rejected } = row;
  const { name: profileName, version: profileVersion } = profile;
  const outgoing = {
    key,
    profile: row.profile,
    profileName,
    profileVersion,
    recipient,
    message: asSent(message, row, deps.decisionLink),
    rejected,
    sample: false,
  };
  try {
    return await Promise.race([sendThrough(deps.senders, settings, outgoing, ended), rejectedOn(ended)]);
  } catch {
    signal.throwIfAborted();
    return limit.aborted
      ? temporary('timeout', 'The attempt took too long.')
      : temporary('internal', 'The attempt failed for a reason of our own.');
  }
}

async function record(deps: AttemptDeps, row: Delivery, owner: string, at: Date, result: SendResult): Promise<void> {
  const { ledger, now, pace } = deps;
  const erase = row.eraseWhenDone;
  const end = now();
  const firstAttemptAt = row.firstAttemptAt ?? at;
  const attempt: DeliveryAttempt = {
    at,
    durationMs: Math.max(0, end.getTime() - at.getTime()),
    result: result.kind === 'delivered' ? 'delivered' : result.kind === 'permanent' ? 'refused' : 'failed',
    // A receiver's words may quote what the message said of a rejected certificate.
    error: result.kind === 'delivered' ? null : erase ? result.error : `${result.error}: ${result.detail}`,
    ...(result.kind === 'delivered' && result.note !== undefined ? { note: result.note } : {}),
  };
  if (result.kind === 'delivered') {
    await insisting(() => ledger.markDelivered(row.id, attempt, firstAttemptAt, erase));
    deps.onRecorded?.(row.channel, 'delivered');
    return;
  }
  // The time limit runs from the first attempt: a queue that stood still has used up nothing.
  const giveUpAt = row.firstAttemptAt === null ? new Date(at.getTime() + pace.giveUpMs) : row.giveUpAt;
  const next =
    result.kind === 'permanent'
      ? null
      : nextAttemptAt(pace, row.attemptCount + 1, end, giveUpAt, result.retryAfterMs, deps.spread());
  await insisting(() =>
    ledger.markFailed(row.id, owner, attempt, { nextAttemptAt: next, firstAttemptAt, giveUpAt, erase }),
  );
  deps.onRecorded?.(row.channel, next === null ? 'undeliverable' : 'retrying');
}

/** The receiver has the message, so the record of it is worth more than one try. */
async function insisting<T>(write: () => Promise<T>): Promise<T> {
  for (const pauseMs of [100, 400, 1_600]) {
    try {
      return await write();
    } catch {
      await sleep(pauseMs);
    }
  }
  return write();
}

function rejectedOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
