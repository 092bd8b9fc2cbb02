import type { Tone } from '../../shared/ui/states';
import type { Delivery } from './queries';

export const statuses = [
  ...(['queued', 'held', 'sending', 'retrying', 'delivered', 'suppressed', 'cancelled', 'undeliverable'] as const),
] as const;

export const channels = [
  { value: 'email', label: 'e-mail' },
  { value: 'internal', label: 'message in Certloom' },
  { value: 'webhook', label: 'webhook' },
  { value: 'eventLog', label: 'event log' },
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Teams' },
  { value: 'pagerDuty', label: 'PagerDuty' },
] as const;

export function channelText(channel: Delivery['channel']): string {
  return channels.find(({ value }) => value === channel)?.label ?? channel;
}

export function toneOfDelivery(status: Delivery['status']): Tone {
  if (status === 'delivered') return 'good';
  if (status === 'undeliverable') return 'bad';
  return status === 'retrying' || status === 'held' ? 'warn' : 'neutral';
}

/** `CERTIFICATE_EXPIRING` as people read it. */
export function eventText(event: string): string {
  return event.replaceAll('_', ' ').toLowerCase();
}

/** What went wrong at last, or what is worth knowing of the last attempt; undefined where there is nothing. */
export function whyText({ attempts }: Pick<Delivery, 'attempts'>): string | undefined {
  const last = attempts.at(-1);
  return last?.error ?? last?.note;
}

/** Why it cannot be sent again, as the API would refuse it; undefined where it can be. */
export function whyNotAgain({ status }: Pick<Delivery, 'status'>, mayWrite: boolean): string | undefined {
  if (!mayWrite) return 'You need the permission deliveries:write.';
  if (status === 'undeliverable' || status === 'retrying') return undefined;
  return `It is ${status}: only what was given up or waits for a retry can be sent again.`;
}
