/** An ISO 8601 duration of one unit, as people pick it. */
export interface PlainDuration {
  readonly count: number;
  readonly unit: DurationUnit;
}

export const durationUnits = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const forms: Readonly<Record<DurationUnit, readonly [before: string, after: string]>> = {
  minutes: ['PT', 'M'],
  hours: ['PT', 'H'],
  days: ['P', 'D'],
  weeks: ['P', 'W'],
  months: ['P', 'M'],
  years: ['P', 'Y'],
};

/** Undefined for durations of several units, which are typed. */
export function readDuration(text: unknown): PlainDuration | undefined {
  if (typeof text !== 'string') return undefined;
  for (const unit of durationUnits) {
    const [before, after] = forms[unit];
    const [, digits] = new RegExp(`^${before}(\\d{1,6})${after}$`).exec(text) ?? [];
    if (digits !== undefined) return { count: Number(digits), unit };
  }
  return undefined;
}

export function durationOf({ count, unit }: PlainDuration): string {
  const [before, after] = forms[unit];
  return `${before}${count}${after}`;
}
