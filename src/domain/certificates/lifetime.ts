import type { CertificateFacts } from './certificate';

type Validity = Pick<CertificateFacts, 'notBefore' | 'notAfter'>;

const dayMs = 86_400_000;

/** notAfter minus notBefore in days, with fractions; null where one of them cannot be read. */
export function lifetimeDays({ notBefore, notAfter }: Validity): number | null {
  if (notBefore === null || notAfter === null) return null;
  return (notAfter.getTime() - notBefore.getTime()) / dayMs;
}

/**
 * Per cent of the lifetime that has passed: below 0 before notBefore, above 100 after notAfter. Null where one of them
 * is not known, and where the lifetime is not positive.
 */
export function lifetimeUsedPercent(
  { notBefore, notAfter }: { readonly notBefore?: Date | null; readonly notAfter?: Date | null },
  now: Date,
): number | null {
  if (!notBefore || !notAfter || notAfter <= notBefore) return null;
  return ((now.getTime() - notBefore.getTime()) / (notAfter.getTime() - notBefore.getTime())) * 100;
}
