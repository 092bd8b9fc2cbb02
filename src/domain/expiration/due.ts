import type { CertificateRecord } from '../certificates/certificate';
import { addDuration, parseDuration, type Duration } from '../values/duration';
import type { RaProfile } from '../authorities/ra-profile';
import { defaultPlatformSettings, type PlatformSettings, type ReplacementDetectionMode } from '../settings/platform';

/** When a certificate is due, and whether its successors are detected. */
export interface ExpirationRule {
  /** ISO 8601 duration before notAfter, by the UTC calendar. */
  readonly threshold: string;
  /** Part of the lifetime before notAfter, 1 to 100. With it the window begins at the later of the two moments. */
  readonly percent: number | null;
  /** Whether a certificate is due once its authority's time for a renewal is over. */
  readonly byAuthority: boolean;
  readonly replacementDetection: ReplacementDetectionMode;
  readonly requireAllPurposes: boolean;
}

export type RuleOfRaProfile = Pick<
  RaProfile,
  'expiringThreshold' | 'expiringThresholdPercent' | 'replacementDetection' | 'renewal'
>;
export type RuleOfPlatform = Pick<
  PlatformSettings,
  'expiringThreshold' | 'expiringThresholdPercent' | 'replacementDetection' | 'replacement'
>;
export type Validity = Pick<CertificateRecord, 'notBefore' | 'notAfter' | 'renewBy'>;
export type ExpiringSubject = Validity & Pick<CertificateRecord, 'state' | 'archived'>;

/** The platform's rule; what an RA profile has of its own goes before it, null inherits. */
export function ruleFor(
  raProfile: Partial<RuleOfRaProfile> | null | undefined,
  platform: RuleOfPlatform,
): ExpirationRule {
  return {
    threshold: raProfile?.expiringThreshold ?? platform.expiringThreshold,
    percent: raProfile?.expiringThresholdPercent ?? platform.expiringThresholdPercent,
    byAuthority: raProfile?.renewal?.byAuthority ?? false,
    replacementDetection: raProfile?.replacementDetection ?? platform.replacementDetection,
    requireAllPurposes: platform.replacement.requireAllPurposes,
  };
}

/**
 * The moment from which a certificate is due: `threshold` before notAfter, or `percent` of its lifetime before
 * notAfter when that is later, so that a short-lived certificate is not due all its life; or earlier, when its authority
 * wanted it renewed by then (RFC 9773, section 4.2); never before notBefore. Null when notAfter is unreadable. The
 * percentage needs a lifetime: without a readable notBefore, or with one that is not before notAfter, the threshold alone
 * counts.
 */
export function dueFrom(
  { notBefore, notAfter, renewBy }: Validity,
  { threshold, percent, byAuthority }: ExpirationRule,
): Date | null {
  const end = timeOf(notAfter);
  if (end === undefined) return null;
  const byThreshold = addDuration(new Date(end), thresholdOf(threshold), -1).getTime();
  const start = timeOf(notBefore);
  const wanted = byAuthority ? timeOf(renewBy ?? null) : undefined;
  if (start === undefined || start >= end) return new Date(Math.min(byThreshold, wanted ?? byThreshold));
  const byLifetime = percent === null ? start : end - Math.floor(((end - start) * percent) / 100);
  const own = Math.max(byThreshold, byLifetime);
  return new Date(wanted === undefined ? own : Math.min(own, Math.max(start, wanted)));
}

/** In the window in which people are told: issued, not archived, dueFrom <= now < notAfter. */
export function isInWindow(certificate: ExpiringSubject, rule: ExpirationRule, now: Date): boolean {
  if (certificate.state !== 'issued' || certificate.archived) return false;
  const from = dueFrom(certificate, rule);
  const end = timeOf(certificate.notAfter);
  return from !== null && end !== undefined && from.getTime() <= now.getTime() && now.getTime() < end;
}

/**
 * Whether a successor silences its predecessor: issued, not archived, valid for longer, neither expired nor
 * in its own window, and no gap between the two. The kind and origin of the relation do not matter. What cannot be
 * compared because a time is unreadable silences nothing.
 */
export function isValidReplacement(
  successor: ExpiringSubject,
  predecessor: Pick<CertificateRecord, 'notAfter'>,
  ruleOfSuccessor: ExpirationRule,
  now: Date,
): boolean {
  const [start, end] = [timeOf(successor.notBefore), timeOf(successor.notAfter)];
  const predecessorEnd = timeOf(predecessor.notAfter);
  if (start === undefined || end === undefined || predecessorEnd === undefined) return false;
  return (
    successor.state === 'issued' &&
    !successor.archived &&
    end > predecessorEnd &&
    start <= predecessorEnd &&
    now.getTime() < end &&
    !isInWindow(successor, ruleOfSuccessor, now)
  );
}

/** Until when a valid replacement is one: it must not near its own end. */
export function replacesUntil(successor: ExpiringSubject, ruleOfSuccessor: ExpirationRule, now: Date): Date {
  const from = dueFrom(successor, ruleOfSuccessor);
  return from !== null && from > now ? from : (successor.notAfter ?? now);
}

/**
 * Milliseconds before notAfter that no rule exceeds: what is due has notAfter <= now + this. A month counts as 31
 * days, so the bound is a little wide; percentages only narrow a window.
 */
export function widestThresholdMs(
  platform: Pick<PlatformSettings, 'expiringThreshold'>,
  raProfiles: Iterable<Pick<RaProfile, 'expiringThreshold'>>,
): number {
  const thresholds = [platform.expiringThreshold];
  for (const { expiringThreshold } of raProfiles) if (expiringThreshold !== null) thresholds.push(expiringThreshold);
  return Math.max(...thresholds.map((text) => longestMs(thresholdOf(text))));
}

const day = 86_400_000;

function longestMs({ months, days, timeMs }: Duration): number {
  return (months * 31 + days) * day + timeMs;
}

/** Checked when it was saved; one of another release falls back to the default. */
function thresholdOf(text: string): Duration {
  return parseDuration(text) ?? parseDuration(defaultPlatformSettings.expiringThreshold)!;
}

function timeOf(date: Date | null): number | undefined {
  const time = date?.getTime();
  return time === undefined || Number.isNaN(time) ? undefined : time;
}
