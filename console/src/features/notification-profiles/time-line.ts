const dayMs = 86_400_000;
/** A month and a year of a duration in days, near enough for a drawing. */
const days = { Y: 365, M: 30, W: 7, D: 1 } as const;

/** How many days before the end a step begins, for a certificate that lasts so many; undefined for no step yet. */
export function daysOf(before: string, lifetimeDays: number): number | undefined {
  const share = /^(\d{1,3})%$/.exec(before)?.[1];
  if (share !== undefined) return (lifetimeDays * Number(share)) / 100;
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(before);
  if (parts === null || before === 'P' || before.endsWith('T')) return undefined;
  const [, years, months, weeks, plain, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  const timeMs = ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
  return (
    (years ?? 0) * days.Y + (months ?? 0) * days.M + (weeks ?? 0) * days.W + (plain ?? 0) * days.D + timeMs / dayMs
  );
}

export interface Mark {
  /** Index of the step. */
  readonly step: number;
  readonly days: number;
  /** From the left, in per cent; 100 is the end of the certificate. */
  readonly left: number;
}

/**
 * Where steps stand on a line that ends with the certificate. The last days have more room than the first ones, as steps
 * get closer towards the end: by the square root.
 */
export function marksOf(steps: readonly { readonly before: string }[], lifetimeDays: number): readonly Mark[] {
  const known = steps.flatMap(({ before }, step) => {
    const found = daysOf(before, lifetimeDays);
    return found === undefined || found <= 0 ? [] : [{ step, days: found }];
  });
  const longest = Math.max(...known.map((one) => one.days), 1);
  return known.map((one) => ({ ...one, left: 100 - Math.round(Math.sqrt(one.days / longest) * 1000) / 10 }));
}
