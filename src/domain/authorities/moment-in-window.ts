import type { RenewalWindow } from './authority';

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * When to renew a certificate whose authority names a window (RFC 9773, section 4.2). An open window alone is no reason
 * in the first third of a lifetime: for short-lived certificates some authorities name all of it. A window that ends
 * before that, as after a revocation, counts as it is.
 * @param draw 0 to below 1, the same for a certificate however often it is asked for
 */
export function momentInWindow(
  { start, end }: Pick<RenewalWindow, 'start' | 'end'>,
  { notBefore, notAfter }: Validity,
  draw: number,
): Date {
  const third = notBefore.getTime() + (notAfter.getTime() - notBefore.getTime()) / 3;
  const from = end.getTime() < third ? start.getTime() : Math.max(start.getTime(), third);
  return new Date(Math.floor(from + draw * Math.max(0, end.getTime() - from)));
}
