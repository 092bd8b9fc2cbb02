import { peopleTime } from '../../domain/values/people-time';
import { visibleText } from '../../domain/notifications/visible-text';
import type { OperatorMessage } from './tell-administrators';

/** Event of the messages, and ids of the event log entries, that tell of the expiration scan. */
const scanAlarmEvent = { event: 'expiration_scan_alarm', opened: 4141, over: 4142 } as const;

/** What is told of one incident of the scan: that it began, or with `overAt` that it is over. */
export interface ToldAlarm {
  readonly key: string;
  readonly code: string;
  readonly text: string;
  readonly openedAt: Date;
  readonly overAt: Date | null;
}

const subjects: Readonly<Record<string, string>> = {
  scan_overdue: 'The scan for expiring certificates is overdue',
  scan_failed: 'The scan for expiring certificates failed',
  scan_paused: 'The scan for expiring certificates is paused',
};

/** What administrators are told of an incident. `scanUrl` is where people look at the scan. */
export function scanAlarmMessage(alarm: ToldAlarm, scanUrl: string): OperatorMessage {
  const { key, code, openedAt, overAt } = alarm;
  const stage = overAt === null ? 'opened' : 'over';
  const [subject, logged] = wordsOf(alarm);
  return {
    key: `${scanAlarmEvent.event}/${key}/${stage}`,
    at: overAt ?? openedAt,
    event: scanAlarmEvent.event,
    eventId: scanAlarmEvent[stage],
    level: overAt === null ? 'Warning' : 'Information',
    subject,
    detail: `${logged}\n\n${scanUrl}\n`,
    logged,
    data: { code, incident: key, openedAt: openedAt.toISOString() },
    firingId: null,
  };
}

/** Subject and text, one line each. */
function wordsOf({ code, text, openedAt, overAt }: ToldAlarm): [string, string] {
  const subject = subjects[code] ?? 'The scan for expiring certificates needs attention';
  const told = visibleText(text);
  if (overAt === null) return [subject, told];
  const since = `It began at ${peopleTime(openedAt.toISOString())} and was over at ${peopleTime(overAt.toISOString())}.`;
  return [`Recovered: ${subject.charAt(0).toLowerCase()}${subject.slice(1)}`, `This is over: ${told} ${since}`];
}
