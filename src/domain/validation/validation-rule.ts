import type { RaProfile } from '../authorities/ra-profile';
import type { CertificateRecord } from '../certificates/certificate';
import type { ExpirationRule } from '../expiration/due';
import { ruleFor } from '../expiration/due';
import type { PlatformSettings } from '../settings/platform';
import { addDuration, parseDuration } from '../values/duration';

/** How often a certificate is checked by itself, and from when it counts as expiring. */
export interface ValidationRule {
  readonly enabled: boolean;
  /** ISO 8601 duration between two checks. */
  readonly frequency: string;
  readonly expiring: ExpirationRule;
}

/** The platform's settings; what an RA profile has of its own goes before them, null inherits. */
export function validationRuleFor(
  raProfile:
    | Pick<
        RaProfile,
        | 'validationEnabled'
        | 'validationFrequency'
        | 'expiringThreshold'
        | 'expiringThresholdPercent'
        | 'replacementDetection'
      >
    | null
    | undefined,
  platform: PlatformSettings,
): ValidationRule {
  const { enabled, frequency, expiringThreshold } = platform.validation;
  return {
    enabled: raProfile?.validationEnabled ?? enabled,
    frequency: raProfile?.validationFrequency ?? frequency,
    expiring: ruleFor(raProfile, { ...platform, expiringThreshold }),
  };
}

/** States in which a certificate is checked: it is in force, or may be again. */
const checkedStates: ReadonlySet<string> = new Set(['issued', 'pending_revoke', 'pending_approval']);
/** What a certificate that is revoked may still be called, because the last check was before that. */
const overtaken: ReadonlySet<string> = new Set(['not_checked', 'inactive', 'valid', 'expiring']);

/** Whether checking it can still come to something else: what is archived, known to be revoked or over stays as it is. */
export function isWorthChecking(
  certificate: Pick<CertificateRecord, 'state' | 'archived' | 'validationStatus'>,
): boolean {
  if (certificate.archived) return false;
  if (certificate.state === 'revoked') return overtaken.has(certificate.validationStatus);
  return checkedStates.has(certificate.state) && certificate.validationStatus !== 'expired';
}

const slackMs = 10 * 60_000;
/** Longest time after which the settings are looked at again: a shorter frequency holds from then on. */
const longestMs = 86_400_000;

/** When a certificate that was checked now is looked at again. */
export function nextCheckAt(now: Date, { enabled, frequency }: ValidationRule): Date {
  const latest = now.getTime() + longestMs;
  const duration = enabled ? parseDuration(frequency) : undefined;
  return new Date(duration === undefined ? latest : Math.min(latest, addDuration(now, duration, 1).getTime()));
}

/** Whether the last check is old enough for another one. */
export function isCheckDue(checkedAt: Date | null, now: Date, { enabled, frequency }: ValidationRule): boolean {
  const duration = parseDuration(frequency);
  if (!enabled || duration === undefined) return false;
  // Two looks at one minute of two days are a day apart, give or take.
  return checkedAt === null || addDuration(checkedAt, duration, 1).getTime() <= now.getTime() + slackMs;
}
