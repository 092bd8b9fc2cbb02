import type { Schema } from '../../shared/api/types';
import type { Tone } from '../../shared/ui/states';
import type { ExpiringRow } from './queries';

export function toneOfExpiry(state: ExpiringRow['state']): Tone {
  if (state === 'expired') return 'bad';
  return state === 'due' ? 'warn' : state === 'upcoming' ? 'neutral' : 'good';
}

/** `in 12 days`, `in 5 hours`, `3 days ago`, of the API's whole days and hours, which count towards zero. */
export function leftText({ daysLeft, hoursLeft }: Pick<ExpiringRow['certificate'], 'daysLeft' | 'hoursLeft'>): string {
  const [count, unit] = hoursLeft === null ? [daysLeft, 'day'] : [hoursLeft, 'hour'];
  if (count === 0) return `this ${unit}`;
  const size = Math.abs(count);
  const text = `${size.toLocaleString('en')} ${unit}${size === 1 ? '' : 's'}`;
  return count < 0 ? `${text} ago` : `in ${text}`;
}

/** The day that somebody chose as the instant in UTC that the API takes; none as null. */
export function untilOf(day: string): string | null {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? `${day}T00:00:00.000Z` : null;
}

/** Whom a notice goes to, by name, on one line: people, then groups, roles, addresses and channels. */
export function recipientsText(recipients: Schema<'NoticeRecipients'>): string {
  const { users, groups, roles, addresses, channels } = recipients;
  const names = (objects: readonly Schema<'NamedObject'>[], kind: string) =>
    objects.map(({ name }) => `${kind}${name ?? '(hidden)'}`);
  const people = [...names(users, ''), ...names(groups, 'group '), ...names(roles, 'role '), ...addresses];
  return (people.length > 0 ? people : channels).join(', ');
}

/** The ranges of a summary in words, without what has ended: each ends at its `days`, and begins above the one before. */
export function rangesOf(
  byRemaining: readonly Schema<'ExpiringCountByRemaining'>[],
): readonly { readonly name: string; readonly certificates: number }[] {
  let from = 0;
  return byRemaining.flatMap(({ days, certificates }) => {
    if (days === 0) return [];
    if (days === null) return [{ name: `after ${from} days`, certificates }];
    const name = from === 0 ? `within ${days === 1 ? 'a day' : `${days} days`}` : `in ${from} to ${days} days`;
    from = days;
    return [{ name, certificates }];
  });
}
