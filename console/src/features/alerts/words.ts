import type { Tone } from '../../shared/ui/states';
import type { Alert, AlertKind, AlertRun, LedgerRow } from './queries';

export const kindNames: Readonly<Record<AlertKind, string>> = {
  expiration: 'Certificates that end',
  pending: 'Requests that wait',
  issued: 'Certificates that were issued',
  denied: 'Requests that were denied',
  key_rotation: 'SSH keys that get old',
  revocation_monitoring: 'Where revocation is published',
};

/** Which members of an alert a kind has, beside those of all. */
export const kindTraits: Readonly<
  Record<
    AlertKind,
    {
      readonly members: readonly string[];
      readonly needsSchedule: boolean;
      readonly item: string;
      /** The event underneath, whose fields conditions of handlers may ask for beside variables. */
      readonly event: string | null;
    }
  >
> = {
  expiration: {
    members: ['collectionId', 'thresholds', 'graceDays', 'includeReplaced', 'lifetimeShare', 'repeat'],
    needsSchedule: true,
    item: 'certificate',
    event: 'certificate_expiring',
  },
  pending: {
    members: ['raProfileId', 'sources', 'when', 'repeat'],
    needsSchedule: false,
    item: 'request',
    event: 'approval_requested',
  },
  issued: {
    members: ['raProfileId', 'when'],
    needsSchedule: false,
    item: 'certificate',
    event: 'certificate_action_performed',
  },
  denied: {
    members: ['raProfileId', 'when'],
    needsSchedule: false,
    item: 'request',
    event: 'certificate_action_performed',
  },
  key_rotation: {
    members: ['keys', 'thresholds', 'graceDays', 'repeat'],
    needsSchedule: true,
    item: 'key',
    event: null,
  },
  revocation_monitoring: {
    members: ['endpoint', 'warningDays', 'warningHours', 'logEvery', 'repeat'],
    needsSchedule: true,
    item: 'endpoint',
    event: null,
  },
};

const runWords: Readonly<Record<string, readonly [string, Tone]>> = {
  running: ['runs', 'accent'],
  finished: ['finished', 'good'],
  finished_with_errors: ['finished with errors', 'bad'],
  failed: ['failed', 'bad'],
  cancelled: ['cancelled', 'neutral'],
  no_definition: ['no definition', 'warn'],
};

export function runWordsOf({ status }: Pick<AlertRun, 'status'>): { readonly words: string; readonly tone: Tone } {
  const [words, tone] = runWords[status] ?? [status.replaceAll('_', ' '), 'neutral'];
  return { words, tone };
}

/** `3 due, 2 done, 1 failed`; what is nought is left out, but for what was due. */
export function countsText({
  due,
  done,
  failed,
  uncertain,
  superseded,
  skippedByCondition,
}: AlertRun['counts']): string {
  const parts: readonly (readonly [number, string])[] = [
    [done, 'done'],
    [failed, 'failed'],
    [uncertain, 'uncertain'],
    [superseded, 'superseded'],
    [skippedByCondition, 'left out by conditions'],
  ];
  return [`${n(due)} due`, ...parts.flatMap(([count, word]) => (count === 0 ? [] : [`${n(count)} ${word}`]))].join(
    ', ',
  );
}

const ledgerTones: Readonly<Record<LedgerRow['state'], Tone>> = {
  claimed: 'accent',
  done: 'good',
  failed: 'bad',
  uncertain: 'warn',
  superseded: 'neutral',
  baseline: 'neutral',
  cancelled: 'neutral',
};

export const ledgerStates = Object.keys(ledgerTones) as readonly LedgerRow['state'][];

export function toneOfLedger(state: LedgerRow['state']): Tone {
  return ledgerTones[state];
}

const days: Readonly<Record<string, string>> = {
  MON: 'Mondays',
  TUE: 'Tuesdays',
  WED: 'Wednesdays',
  THU: 'Thursdays',
  FRI: 'Fridays',
  SAT: 'Saturdays',
  SUN: 'Sundays',
};

/** When an alert looks, in words. */
export function scheduleText({ schedule, timeZone }: Pick<Alert, 'schedule' | 'timeZone'>): string {
  if (schedule === undefined) return 'when something happens';
  if ('interval' in schedule) return `every ${n(schedule.interval.minutes)} minutes`;
  const inZone = (text: string) => `${text} (${timeZone})`;
  if ('daily' in schedule) return inZone(`each day at ${schedule.daily.time}`);
  if ('weekly' in schedule) {
    const { days: on, time } = schedule.weekly;
    return inZone(`on ${on.map((day) => days[day] ?? day).join(', ')} at ${time}`);
  }
  if ('monthly' in schedule) return inZone(`on day ${schedule.monthly.day} of each month at ${schedule.monthly.time}`);
  if ('cron' in schedule) return inZone(`by the cron line ${schedule.cron}`);
  return 'once';
}

/** Message text of HTML, without what it would look like; nothing of it runs or loads. */
export function textOfHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const block of body.querySelectorAll('p, div, br, li, tr, h1, h2, h3')) block.append('\n');
  return (body.textContent ?? '').replace(/\n{3,}/g, '\n\n').trim();
}

function n(count: number): string {
  return count.toLocaleString('en');
}
