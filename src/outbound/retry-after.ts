const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const monthName = `(?<month>${months.join('|')})`;
const clock = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})';

/** The three forms of RFC 9110, section 5.6.7: IMF-fixdate, RFC 850, asctime. */
const dateForms = [
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?<day>\\d{2}) ${monthName} (?<year>\\d{4}) ${clock} GMT$`,
  `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\\d{2})-${monthName}-(?<year>\\d{2}) ${clock} GMT$`,
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${monthName} (?<day>[ \\d]\\d) ${clock} (?<year>\\d{4})$`,
].map((form) => new RegExp(form));

/**
 * What `Retry-After` (RFC 9110, section 10.2.3) asks for, in milliseconds from `now`, never negative: seconds, where a
 * decimal fraction is rounded up, or one of the three HTTP date forms. Null for everything else, as without the header:
 * `Date.parse` would read `3600.5` as a year.
 */
export function retryAfterMs(header: string, now: number): number | null {
  const text = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text)) * 1_000, Number.MAX_SAFE_INTEGER);
  const at = parseHttpDate(text, now);
  return at === undefined ? null : Math.max(0, at - now);
}

/** Milliseconds since 1970; undefined for a text of another form and for a day or time that does not exist. */
function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of dateForms) {
    const groups = form.exec(text)?.groups;
    if (groups === undefined) continue;
    const field = (name: string) => Number(groups[name]);
    const year = groups['year']?.length === 2 ? fullYear(field('year'), now) : field('year');
    const month = months.indexOf(groups['month'] ?? '');
    const [day, hour, minute, second] = [field('day'), field('hour'), field('minute'), field('second')];
    const at = Date.UTC(year, month, day, hour, minute, second);
    const read = new Date(at);
    const exists = read.getUTCMonth() === month && read.getUTCDate() === day;
    // A leap second is 60.
    return exists && hour < 24 && minute < 60 && second <= 60 ? at : undefined;
  }
  return undefined;
}

/** Two digits that would be more than 50 years ahead are of the last century (RFC 9110, section 5.6.7). */
function fullYear(twoDigits: number, now: number): number {
  const current = new Date(now).getUTCFullYear();
  const year = current - (current % 100) + twoDigits;
  return year > current + 50 ? year - 100 : year;
}
