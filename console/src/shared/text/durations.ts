const units = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;
const pattern = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** `P30D` as `30 days`, `PT1H30M` as `1 hour 30 minutes`; undefined for what is no duration of ISO 8601. */
export function durationWords(text: string): string | undefined {
  const found = pattern.exec(text);
  const words = units.flatMap((unit, index) => {
    const count = Number(found?.[index + 1] ?? 0);
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${unit}${count === 1 ? '' : 's'}`];
  });
  return words.length === 0 ? undefined : words.join(' ');
}
