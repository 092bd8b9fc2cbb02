const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'day of month', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day of week', min: 0, max: 6, names: weekdays },
];

/**
 * What is wrong with a cron expression of five fields (minute, hour, day of month, month, day of week; UTC), in words
 * for people; undefined when nothing is. Each field: `*`, a value, a range `a-b`, each with a step `/n`, or a list of
 * these; months and days of the week also by their English names of three letters. This is the part of what Temporal
 * takes that every cron knows: no seconds, years, `@hourly`, time zones or comments.
 */
export function cronFault(expression: string): string | undefined {
  const parts = expression.split(' ');
  if (parts.length !== fields.length || parts.includes('')) {
    return 'five fields with one space between them are expected: minute, hour, day of month, month, day of week';
  }
  const wrong = fields.find((field, index) => !parts[index]!.split(',').every((item) => isItem(item, field)));
  if (wrong === undefined) return undefined;
  const sunday = wrong.names === weekdays ? ' (Sunday is 0)' : '';
  return `the ${wrong.name} must be *, values from ${wrong.min} to ${wrong.max}${sunday}, ranges or steps`;
}

function isItem(item: string, field: Field): boolean {
  const match = /^(\*|[0-9a-z]{1,3})(?:-([0-9a-z]{1,3}))?(?:\/([0-9]{1,2}))?$/i.exec(item);
  if (match === null) return false;
  const [, first = '', last, step] = match;
  if (step !== undefined && Number(step) < 1) return false;
  if (first === '*') return last === undefined;
  const from = valueOf(first, field);
  const to = last === undefined ? from : valueOf(last, field);
  return from !== undefined && to !== undefined && from <= to;
}

function valueOf(text: string, { min, max, names }: Field): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return min + named;
  if (!/^[0-9]{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}
