/**
 * The Monday that a week begins with, as an instant in UTC: `2030-W01` (ISO 8601) is `2029-12-31T00:00:00.000Z`. A day is
 * taken as it is.
 */
export function beginOfWeek(week: string): string {
  const [, year, number] = /^(\d{4})-W(\d\d)$/.exec(week) ?? [];
  if (year === undefined || number === undefined) return new Date(week).toISOString();
  // The first week of a year has its fourth of January in it.
  const fourth = new Date(Date.UTC(Number(year), 0, 4));
  const weekday = (fourth.getUTCDay() + 6) % 7;
  fourth.setUTCDate(4 - weekday + (Number(number) - 1) * 7);
  return fourth.toISOString();
}
