import type { AlertKind } from './kind';
import { requestKind } from './request-kind';

/** Requests that people have denied, or that nobody decided in time. */
export const deniedKind: AlertKind = {
  ...requestKind,
  code: 'denied',
  name: 'Denied request',
  item: 'a request that was denied',
  event: 'certificate_action_performed',
  resource: 'certificates',
  repeats: false,
  eventLogId: 4104,
};
