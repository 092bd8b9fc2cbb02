import type { AlertKind } from './kind';
import { requestKind } from './request-kind';

/** Certificates that were issued, renewed or rekeyed on request. */
export const issuedKind: AlertKind = {
  ...requestKind,
  code: 'issued',
  name: 'Issued certificate',
  item: 'a certificate that was issued',
  event: 'certificate_action_performed',
  resource: 'certificates',
  repeats: false,
  eventLogId: 4103,
};
