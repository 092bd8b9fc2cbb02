import type { AlertKind } from './kind';

/** One CRL or OCSP responder: each look at it is stored, and what it comes to is reported. */
export const revocationKind: AlertKind = {
  code: 'revocation_monitoring',
  name: 'Revocation monitoring',
  item: 'one CRL or OCSP endpoint',
  event: 'revocation_monitoring',
  resource: 'endpoints',
  hasThresholds: false,
  needsSchedule: true,
  hasCollection: false,
  own: ['endpoint'],
  repeats: true,
  hasOneHandler: false,
  eventLogId: 4111,
};
