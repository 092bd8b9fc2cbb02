import type { AlertKind } from './kind';

/** Certificates that near their end: the event of the hourly scan, at thresholds and times of the alert's own. */
export const expirationKind: AlertKind = {
  code: 'expiration',
  name: 'Expiration',
  item: 'a certificate',
  event: 'certificate_expiring',
  resource: 'certificates',
  hasThresholds: true,
  needsSchedule: true,
  hasCollection: true,
  own: [],
  repeats: true,
  hasOneHandler: true,
  eventLogId: 4101,
};
