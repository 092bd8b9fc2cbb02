import { Cron } from 'croner';
import { cronFault } from '../values/cron';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Fields whose full set is `*`, which other programs may take for a restriction. */
const fullSets: readonly ReadonlySet<string>[] = [
  new Set(['*/1', '0-59']),
  new Set(['*/1', '0-23']),
  new Set(['*/1', '1-31']),
  new Set(['*/1', '1-12']),
  new Set(['*/1', '0-6']),
];

/** The text with `*` for each field that leaves nothing out, and nothing else changed. */
export function normalCron(cron: string): string {
  const fields = cron.trim().split(/\s+/);
  return fields.map((field, index) => (fullSets[index]?.has(field) === true ? '*' : field)).join(' ');
}

/** The name of a time zone as the clock's data spells it; undefined when there is no such zone. */
export function zoneNamed(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with the cron text of a job, in words for people; undefined when nothing is. A text that restricts the
 * day of the month and the day of the week is refused, because programs differ on what it means.
 */
export function jobCronFault(cron: string): string | undefined {
  const fault = cronFault(cron);
  if (fault !== undefined) return fault;
  const [, , day = '*', , weekday = '*'] = normalCron(cron).split(' ');
  if (day !== '*' && weekday !== '*') {
    return 'either the day of the month or the day of the week must be *: programs differ on what both together mean';
  }
  try {
    return croner(cron, 'UTC').nextRun(new Date(0)) === null ? 'there is no such day in any year' : undefined;
  } catch {
    return 'a step is wider than its field';
  }
}

/**
 * The next times of a valid cron text, after `after`. Where the hour is `*` it runs by the clock that never jumps.
 * Otherwise a local time that a clock change leaves out is made up for at the next moment that exists, and one that
 * comes twice counts once, the first time.
 */
export function nextTimes(cron: string, timeZone: string, after: Date, count: number): Date[] {
  const [, hour] = normalCron(cron).split(' ');
  if (timeZone === 'UTC' || hour === '*') return croner(cron, timeZone).nextRuns(count, after);
  const local = croner(cron, 'UTC');
  const times: number[] = [];
  // Before any local time that may still be ahead.
  let wall: Date | null = new Date(after.getTime() + offsetMs(after.getTime(), timeZone) - dayMs);
  while (times.length < count) {
    wall = local.nextRun(wall);
    if (wall === null) break;
    const at = instantOf(wall.getTime(), timeZone);
    if (at > after.getTime() && at > (times.at(-1) ?? 0)) times.push(at);
  }
  return times.map((at) => new Date(at));
}

/** The texts are checked by it, too, so that both understand the same. */
function croner(cron: string, timezone: string): Cron {
  return new Cron(normalCron(cron), { mode: '5-part', domAndDow: true, timezone, paused: true });
}

/** The first instant at which clocks of the zone show this local time, or the next one that they show. */
function instantOf(wall: number, timeZone: string): number {
  const before = offsetMs(wall - dayMs, timeZone);
  const afterwards = offsetMs(wall + dayMs, timeZone);
  const found = [wall - before, wall - afterwards].filter((at) => at + offsetMs(at, timeZone) === wall);
  if (found.length > 0) return Math.min(...found);
  let low = wall - Math.max(before, afterwards);
  let high = wall - Math.min(before, afterwards);
  while (high - low > minuteMs) {
    const middle = Math.floor((low + high) / 2 / minuteMs) * minuteMs;
    if (middle <= low) break;
    if (offsetMs(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far clocks of the zone are ahead of UTC, to the minute. */
function offsetMs(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const numeric = 'numeric';
    format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric },
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return shown - Math.floor(at / minuteMs) * minuteMs;
}
