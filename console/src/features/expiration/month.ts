/** A month as the API writes it, `2030-01`; the days are those of the UTC calendar, as certificates end in UTC. */
export function monthOf(at: Date): string {
  return at.toISOString().slice(0, 7);
}

/** Months further on, or back. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return monthOf(new Date(Date.UTC(year, number - 1 + by, 1)));
}

export function monthOfDay(day: string): string {
  return day.slice(0, 7);
}

/** Where a month is entered: today, if it is in it, else its first day. */
export function entryDayOf(month: string, today: string): string {
  return monthOfDay(today) === month ? today : `${month}-01`;
}

export function monthName(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  return at.toLocaleDateString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** `2030-01-31` as `31 January 2030`. */
export function dayName(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** The day after, where a range of one day ends. */
export function dayAfter(day: string, by = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The day that a key leads to from another (ARIA Authoring Practices, grid of dates); undefined for other keys. A month that is
 * too short ends on its last day.
 */
export function dayReached(day: string, key: string): string | undefined {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  if (key === 'ArrowLeft') return dayAfter(day, -1);
  if (key === 'ArrowRight') return dayAfter(day, 1);
  if (key === 'ArrowUp') return dayAfter(day, -7);
  if (key === 'ArrowDown') return dayAfter(day, 7);
  if (key === 'Home') return dayAfter(day, -weekday);
  if (key === 'End') return dayAfter(day, 6 - weekday);
  if (key === 'PageUp') return sameDayIn(monthAfter(monthOfDay(day), -1), day);
  if (key === 'PageDown') return sameDayIn(monthAfter(monthOfDay(day), 1), day);
  return undefined;
}

function sameDayIn(month: string, day: string): string {
  const last = dayAfter(`${monthAfter(month, 1)}-01`, -1);
  const same = `${month}${day.slice(7)}`;
  return same > last ? last : same;
}

/** The weeks of a month from Monday on; undefined before its first day and after its last. */
export function weeksOf(month: string): readonly (readonly (string | undefined)[])[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const cells = Array.from({ length: Math.ceil((before + count) / 7) * 7 }, (_, index) => {
    const day = index - before + 1;
    return day < 1 || day > count ? undefined : `${month}-${String(day).padStart(2, '0')}`;
  });
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
