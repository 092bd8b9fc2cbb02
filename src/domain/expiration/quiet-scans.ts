import { slotOf, type ExpirationWatch } from './watch';

/** A scan that has ended well. */
export interface PastScan {
  readonly startedAt: Date;
}

/**
 * The watch as it stands after scans that did not look at it because they knew what they would find: each hour in which
 * one ran counts as if it had been folded then. Pure.
 * @param scans in any order
 */
export function withQuietScans(watch: ExpirationWatch, scans: readonly PastScan[]): ExpirationWatch {
  const { quiet, slot } = watch;
  if (quiet?.kind !== 'fold' || slot === null) return watch;
  const lastIn = new Map<number, Date>();
  for (const { startedAt } of scans) {
    if (startedAt <= quiet.from || startedAt >= quiet.until) continue;
    const hour = slotOf(startedAt).getTime();
    if (hour <= slot.getTime()) continue;
    const known = lastIn.get(hour);
    // The first scan of an hour folds, another finds it done.
    if (known === undefined || startedAt < known) lastIn.set(hour, startedAt);
  }
  if (lastIn.size === 0) return watch;
  const last = Math.max(...lastIn.keys());
  return {
    ...watch,
    slot: new Date(last),
    lastFiredAt: lastIn.get(last)!,
    repeatCount: watch.repeatCount + lastIn.size,
    quietRepeats: lastIn.size,
  };
}
