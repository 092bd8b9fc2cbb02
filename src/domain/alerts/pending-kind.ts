import type { AlertKind } from './kind';
import { requestKind } from './request-kind';

/** Requests that wait for people or for the authority: at once, and again until they are decided. */
export const pendingKind: AlertKind = {
  ...requestKind,
  code: 'pending',
  name: 'Pending request',
  item: 'a request that waits',
  event: 'approval_requested',
  resource: 'approvals',
  repeats: true,
  eventLogId: 4102,
};
