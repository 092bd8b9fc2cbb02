interface Field {
  readonly min: number;
  readonly max: number;
  readonly names: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const fields: readonly Field[] = [
  { min: 0, max: 59, names: [] },
  { min: 0, max: 23, names: [] },
  { min: 1, max: 31, names: [] },
  { min: 1, max: 12, names: months },
  // Quartz counts from 1, Sunday.
  { min: 1, max: 7, names: weekdays },
];
const [dayOfMonth, dayOfWeek] = [2, 4];

/**
 * A line of Quartz (seconds first, days of the week from 1 for Sunday, perhaps a year last) in five fields. Undefined where
 * five fields cannot say the same: seconds, years, `L`, `W`, `#`, and days of the month together with days of the week.
 */
export function fiveFields(quartz: string): string | undefined {
  const [seconds, ...rest] = quartz.trim().toUpperCase().split(/\s+/);
  const [year = '*', ...more] = rest.slice(fields.length);
  if (seconds !== '0' || rest.length < fields.length || more.length > 0 || !/^[*?]$/.test(year)) return undefined;
  const read = fields.map((field, index) => valuesOf(rest[index]!, field, index === dayOfWeek));
  if (read.includes(undefined)) return undefined;
  const texts = read.map((values, index) => textOf(values!, fields[index]!, index === dayOfWeek ? 1 : 0));
  return texts[dayOfMonth] !== '*' && texts[dayOfWeek] !== '*' ? undefined : texts.join(' ');
}

/** The values of a field, in their order. */
function valuesOf(text: string, field: Field, isWeekday: boolean): number[] | undefined {
  if (text === '?') return valuesOf('*', field, isWeekday);
  // Alone it means Saturday, as the week's last day.
  if (isWeekday && text === 'L') return [field.max];
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const [, first = '', last, step] = /^([*A-Z0-9]+?)(?:-([A-Z0-9]+))?(?:\/(\d{1,2}))?$/.exec(item) ?? [];
    const isAll = first === '*';
    const from = isAll ? field.min : valueOf(first, field);
    const to = last === undefined ? (isAll || step !== undefined ? field.max : from) : valueOf(last, field);
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || to === undefined || by < 1 || (isAll && last !== undefined)) return undefined;
    const size = field.max - field.min + 1;
    // A range may go past the end of its field.
    const end = to < from ? to + size : to;
    for (let value = from; value <= end; value += by) found.add(field.min + ((value - field.min) % size));
  }
  return [...found].sort((a, b) => a - b);
}

function valueOf(text: string, { min, max, names }: Field): number | undefined {
  const named = names.indexOf(text);
  const value = named >= 0 ? min + named : /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

/** `*`, or values with neighbours joined into ranges. */
function textOf(values: readonly number[], { min, max }: Field, less: number): string {
  if (values.length === max - min + 1) return '*';
  const ranges: [number, number][] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === value - 1) last[1] = value;
    else ranges.push([value, value]);
  }
  return ranges
    .flatMap(([from, to]) =>
      to - from < 2
        ? from === to
          ? [`${from - less}`]
          : [`${from - less}`, `${to - less}`]
        : [`${from - less}-${to - less}`],
    )
    .join(',');
}
