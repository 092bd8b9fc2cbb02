import type { RenewalWindow } from '../authorities/authority';
import { momentInWindow } from '../authorities/moment-in-window';
import type { RenewalSettings } from '../authorities/renewal-settings';
import type { CertificateRecord } from '../certificates/certificate';
import type { Operation } from './operation';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Lifetime = Pick<CertificateRecord, 'uuid' | 'notBefore' | 'notAfter'>;

/** What the product can renew: it has the request of what it has issued, and of nothing else. */
export function isRenewable({
  source,
  state,
  archived,
}: Pick<CertificateRecord, 'source' | 'state' | 'archived'>): boolean {
  return source === 'issue' && state === 'issued' && !archived;
}

/**
 * When a certificate is renewed by the product itself; null: never. The earliest of what is set counts, but not before half
 * of the lifetime is over, so that a setting for long-lived certificates does not renew short-lived ones again and again.
 * What the authority wants is heard whenever it is, except in the first third of a lifetime.
 */
export function renewalMoment(
  { uuid, notBefore, notAfter }: Lifetime,
  { enabled, days, percent, byAuthority, jitterHours }: RenewalSettings,
  window: Pick<RenewalWindow, 'start' | 'end'> | null,
): Date | null {
  if (!enabled || notAfter === null) return null;
  const end = notAfter.getTime();
  const lifetime = notBefore === null ? null : Math.max(0, end - notBefore.getTime());
  const spread = shareOf(uuid);
  const set = [
    ...(days === null ? [] : [end - days * dayMs]),
    ...(percent === null || lifetime === null ? [] : [end - (lifetime * percent) / 100]),
  ];
  const earliest = lifetime === null ? -Infinity : end - lifetime / 2;
  const own = set.map((moment) => Math.max(earliest, moment - spread * jitterHours * hourMs));
  const wanted =
    byAuthority && window !== null
      ? [momentInWindow(window, { notBefore: notBefore ?? window.start, notAfter }, spread).getTime()]
      : [];
  const all = [...own, ...wanted];
  return all.length === 0 ? null : new Date(Math.min(...all));
}

/** The same share between 0 and 1 of a certificate whenever it is asked for (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}

/**
 * When a renewal that has failed is tried again: after an hour, then after twice as long each time, at most a day.
 * @param earlier operations on the certificate, the newest first
 */
export function nextRenewalTry(earlier: readonly Pick<Operation, 'origin' | 'state' | 'finishedAt'>[]): Date | null {
  const renewals = earlier.filter(({ origin }) => origin === 'renewal');
  const since = renewals.findIndex(({ state }) => state === 'issued');
  const failed = since === -1 ? renewals : renewals.slice(0, since);
  const last = failed[0]?.finishedAt ?? null;
  return last === null ? null : new Date(last.getTime() + Math.min(dayMs, hourMs * 2 ** (failed.length - 1)));
}
