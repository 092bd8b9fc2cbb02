const dayMs = 86_400_000;

/** Upper ends of the ranges of remaining days; what lies above the last one has no end. */
export const remainingDays = [1, 7, 14, 30, 60, 90] as const;

/** Ranges that metrics count, each with what the shorter ones hold. */
export const countedDays = [7, 14, 30, 90] as const;

export interface Count {
  /** Without a valid replacement. */
  readonly certificates: number;
  /** Of these, inside the window in which people are told. */
  readonly due: number;
  /** Beside these: ended without a replacement, and not acknowledged since. */
  readonly expired: number;
}

const none: Count = { certificates: 0, due: 0, expired: 0 };

/** Certificates that end in [at, until], and those that have ended and stay open, counted. */
export interface ExpiringTally {
  readonly at: Date;
  readonly until: Date;
  readonly total: Count;
  readonly replaced: number;
  /** By ISO week of notAfter in UTC, `2030-W09`. */
  readonly byWeek: ReadonlyMap<string, Count>;
  /** By uuid; null: none. A certificate of two groups counts in both. */
  readonly byOwner: ReadonlyMap<string | null, Count>;
  readonly byGroup: ReadonlyMap<string | null, Count>;
  readonly byRaProfile: ReadonlyMap<string | null, Count>;
  /** By the upper end of the range in days; 0: it has ended; null: above the last. */
  readonly byRemaining: ReadonlyMap<number | null, Count>;
  /** Certificates without a replacement that end within so many days. */
  readonly within: ReadonlyMap<number, number>;
  /** The first notAfter among those without a replacement, by RA profile; of what has ended, too. */
  readonly first: ReadonlyMap<string | null, Date>;
}

export interface TalliedCertificate {
  readonly notAfter: Date;
  readonly owner: string | null;
  readonly groups: readonly string[];
  readonly raProfile: string | null;
  readonly isReplaced: boolean;
  readonly isDue: boolean;
}

/** Counts one certificate after the other and keeps none of them. */
export function createTally(
  at: Date,
  until: Date,
): { add(certificate: TalliedCertificate): void; result(): ExpiringTally } {
  const counters = {
    total: new Map<string, Count>(),
    byWeek: new Map<string, Count>(),
    byOwner: new Map<string | null, Count>(),
    byGroup: new Map<string | null, Count>(),
    byRaProfile: new Map<string | null, Count>(),
    byRemaining: new Map<number | null, Count>([0, ...remainingDays, null].map((days) => [days, none])),
  };
  const within = new Map<number, number>(countedDays.map((days) => [days, 0]));
  const first = new Map<string | null, Date>();
  let replaced = 0;

  return {
    add({ notAfter, owner, groups, raProfile, isReplaced, isDue }) {
      if (isReplaced) {
        replaced += 1;
        return;
      }
      const left = notAfter.getTime() - at.getTime();
      const kind = left <= 0 ? 'expired' : isDue ? 'due' : 'ahead';
      count(counters.total, 'all', kind);
      count(counters.byWeek, isoWeekOf(notAfter), kind);
      count(counters.byOwner, owner, kind);
      for (const group of groups.length === 0 ? [null] : new Set(groups)) count(counters.byGroup, group, kind);
      count(counters.byRaProfile, raProfile, kind);
      const range = left <= 0 ? 0 : (remainingDays.find((days) => left <= days * dayMs) ?? null);
      count(counters.byRemaining, range, kind);
      for (const days of countedDays) if (left > 0 && left <= days * dayMs) within.set(days, within.get(days)! + 1);
      const known = first.get(raProfile);
      if (known === undefined || notAfter < known) first.set(raProfile, notAfter);
    },
    result() {
      const { total, ...rest } = counters;
      return { at, until, total: total.get('all') ?? none, replaced, ...rest, within, first };
    },
  };
}

/** ISO 8601 week of a moment in UTC: the week of the year that holds its Thursday. */
export function isoWeekOf(date: Date): string {
  const day = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
  // Sunday is the seventh day.
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const year = day.getUTCFullYear();
  const week = Math.ceil(((day.getTime() - Date.UTC(year, 0, 1)) / dayMs + 1) / 7);
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}

type Kind = 'ahead' | 'due' | 'expired';

function count<K>(counts: Map<K, Count>, key: K, kind: Kind): void {
  const { certificates, due, expired } = counts.get(key) ?? none;
  counts.set(
    key,
    kind === 'expired'
      ? { certificates, due, expired: expired + 1 }
      : { certificates: certificates + 1, due: due + (kind === 'due' ? 1 : 0), expired },
  );
}
