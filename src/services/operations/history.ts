import type { CertificateHistoryEntry, CertificateHistoryEvent } from '../../domain/certificates/history';
import type { Actor } from '../../domain/identity/actor';
import type { Operation } from '../../domain/operations/operation';
import { uuidOf } from '../../store/database/derived-ids';

export function authorOf({ uuid, name }: Actor): CertificateHistoryEntry['createdBy'] {
  return { uuid, name };
}

/** One entry of a certificate about an operation; the same id whenever it is made. */
function entryOf(
  operation: Operation,
  certificate: string,
  what: {
    readonly event: CertificateHistoryEvent;
    readonly status: CertificateHistoryEntry['status'];
    readonly message: string;
    readonly more?: Readonly<Record<string, unknown>>;
  },
  created: Date,
): CertificateHistoryEntry {
  const { event, status, message, more = {} } = what;
  return {
    id: uuidOf(`certificate-history:operation:${operation.uuid}:${certificate}:${event}`),
    certificate,
    created,
    createdBy: authorOf(operation.requester),
    event,
    status,
    message,
    additionalInformation: { operation: operation.uuid, action: operation.action, ...more },
  };
}

/** Of the certificate that something is asked of; of a first one there is nothing yet. */
export function requestedEntries(operation: Operation): CertificateHistoryEntry[] {
  const { certificate, action, createdAt } = operation;
  if (certificate === null) return [];
  return [
    entryOf(operation, certificate, { event: 'request', status: 'success', message: `${action} requested` }, createdAt),
  ];
}

/** Of the new certificate, and of the one that it replaces. */
export function issuedEntries(
  operation: Operation,
  issued: string,
  before: string | null,
  at: Date,
): CertificateHistoryEntry[] {
  const { action } = operation;
  const own = entryOf(operation, issued, { event: 'issue', status: 'success', message: 'issued' }, at);
  if (before === null || action === 'issue' || action === 'revoke') return [own];
  const more = { successor: issued };
  const message = action === 'renew' ? 'renewed' : 'rekeyed';
  return [own, entryOf(operation, before, { event: action, status: 'success', message, more }, at)];
}

export function revokedEntries(operation: Operation, certificate: string, revokedAt: Date, at: Date) {
  const { reason, comment } = operation.order;
  const more = { reason, revokedAt: revokedAt.toISOString(), comment };
  return [
    entryOf(operation, certificate, { event: 'revoke', status: 'success', message: `revoked: ${reason}`, more }, at),
  ];
}

export function releasedEntries(operation: Operation, certificate: string, at: Date): CertificateHistoryEntry[] {
  const more = { comment: operation.order.comment };
  const message = 'on hold no longer';
  return [entryOf(operation, certificate, { event: 'updateState', status: 'success', message, more }, at)];
}

/** Of the certificate that it was asked for. */
export function failedEntries(operation: Operation, at: Date): CertificateHistoryEntry[] {
  const { certificate, action, state, errorCode, message } = operation;
  if (certificate === null) return [];
  const text = message === null ? state : `${state}: ${message}`;
  return [
    entryOf(operation, certificate, { event: action, status: 'failure', message: text, more: { errorCode } }, at),
  ];
}
