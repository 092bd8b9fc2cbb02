import { peopleTime } from '../values/people-time';

/** Why administrators are told about the scan. Codes are stable. */
export type ScanAlarmCode = 'scan_overdue' | 'scan_failed' | 'scan_paused';

/** One reason to tell, as long as it lasts. The same incident has the same key wherever it is noticed. */
export interface ActiveAlarm {
  readonly key: string;
  readonly code: ScanAlarmCode;
  readonly text: string;
}

export interface EndedScan {
  readonly scanId: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** What is known about the scan at one moment. */
export interface ScanFacts {
  readonly now: Date;
  /** Of the process that looks: a scan that never ran is late only once somebody could have run it. */
  readonly startedAt: Date;
  readonly lastGood: EndedScan | null;
  readonly lastFailed: EndedScan | null;
  /** Null: Temporal has no such schedule. */
  readonly schedule: {
    readonly paused: boolean;
    readonly note: string | null;
    readonly nextRuns: readonly Date[];
  } | null;
  /** Pauses that are over: tells one pause from the next. */
  readonly endedPauses: number;
}

const hourMs = 3_600_000;
/** Two scans of the usual schedule. */
const patienceMs = 2 * hourMs;
/** A schedule that scans less often than hourly is waited for, and as long after it. */
const graceMs = hourMs;

/**
 * What is wrong with the scan now. Overdue counts from the last good scan or the start of the process, whichever is
 * later; failed scans count until a later one is good, several of them in a row are one incident.
 */
export function alarmsOf(facts: ScanFacts): ActiveAlarm[] {
  const { now, lastGood, lastFailed, schedule } = facts;
  const since = lastGood?.scanId ?? 'never';
  const found: ActiveAlarm[] = [];
  const waited = now.getTime() - Math.max(facts.startedAt.getTime(), endOf(lastGood)?.getTime() ?? 0);
  const limit = Math.max(patienceMs, gapOf(schedule?.nextRuns ?? []) + graceMs);
  if (waited > limit) {
    const last =
      lastGood === null
        ? 'None has ended well yet'
        : `The last good one ended at ${peopleTime(endOf(lastGood)!.toISOString())}`;
    found.push({
      key: `scan_overdue.${since}`,
      code: 'scan_overdue',
      text: `No scan for expiring certificates has ended well for ${hoursOf(waited)}. ${last}.`,
    });
  }
  if (lastFailed !== null && (lastGood === null || lastFailed.startedAt > lastGood.startedAt)) {
    found.push({
      key: `scan_failed.${since}`,
      code: 'scan_failed',
      text: `The scan for expiring certificates of ${peopleTime(lastFailed.startedAt.toISOString())} failed.`,
    });
  }
  if (schedule?.paused === true) {
    const note = schedule.note === null ? '' : ` Note: ${schedule.note}`;
    found.push({
      key: `scan_paused.${facts.endedPauses + 1}`,
      code: 'scan_paused',
      text: `The schedule of the scan for expiring certificates is paused.${note}`,
    });
  }
  return found;
}

/**
 * Whether an incident is over. Only a fact says so, never the mere absence of the alarm: a process that has just been
 * started sees no scan as overdue.
 */
export function isOver(
  incident: { readonly code: ScanAlarmCode; readonly openedAt: Date },
  { lastGood, lastFailed, schedule }: Pick<ScanFacts, 'lastGood' | 'lastFailed' | 'schedule'>,
): boolean {
  switch (incident.code) {
    case 'scan_overdue':
      return (endOf(lastGood)?.getTime() ?? -Infinity) > incident.openedAt.getTime();
    case 'scan_failed':
      return lastGood !== null && (lastFailed === null || lastGood.startedAt > lastFailed.startedAt);
    case 'scan_paused':
      return schedule !== null && !schedule.paused;
  }
}

function endOf(scan: EndedScan | null): Date | null {
  return scan === null ? null : (scan.finishedAt ?? scan.startedAt);
}

/** The longest pause between the next runs, 0 when they do not tell. */
function gapOf(runs: readonly Date[]): number {
  const gaps = runs.slice(1).map((run, index) => run.getTime() - runs[index]!.getTime());
  return Math.max(0, ...gaps);
}

function hoursOf(ms: number): string {
  return `${Math.floor(ms / hourMs)} hours`;
}
