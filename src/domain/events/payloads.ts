import type { CertificateRecord } from '../certificates/certificate';
import { events, type EventCode } from './catalogue';
import { type Envelope } from './envelope';

/** What goes around every payload, as the firing knows it. */
export interface Occurrence {
  readonly event: EventCode;
  readonly firingId: string;
  readonly occurredAt: Date;
  /** Null for a certificate that is not stored. */
  readonly objectUuid: string | null;
}

/** What the event adds to what the subject itself says: `oldStatus`, `action`, the discovery, … */
export type PayloadFacts = Readonly<Record<string, unknown>>;

type CertificateInPayload = Pick<
  CertificateRecord,
  'fingerprint' | 'serialNumber' | 'subjectDn' | 'issuerDn' | 'notBefore' | 'notAfter' | 'raProfile'
>;

/** What a certificate says of itself in payloads. `uuid` is null while it is not stored. */
export function certificateFacts(certificate: CertificateInPayload, uuid: string | null): PayloadFacts {
  const { fingerprint, serialNumber, subjectDn, issuerDn, notBefore, notAfter, raProfile } = certificate;
  return {
    certificateUuid: uuid,
    fingerprint,
    serialNumber,
    subjectDn,
    issuerDn,
    raProfileUuid: raProfile,
    notBefore,
    expiresAt: notAfter,
  };
}

/**
 * The envelope with exactly the fields of the event's payload, in their order: unknown ones are null,
 * superfluous facts are left out, dates become RFC 3339 in UTC, uuids lower case. No payload can carry more.
 */
export function envelopeOf(occurrence: Occurrence, facts: PayloadFacts): Envelope {
  const { resource, monitoring, payloadFields } = events[occurrence.event];
  const data = Object.fromEntries(
    payloadFields.map((field) => [field, toPlain(field, Object.hasOwn(facts, field) ? facts[field] : null)]),
  );
  return {
    schemaVersion: 1,
    event: occurrence.event,
    firingId: occurrence.firingId,
    occurredAt: occurrence.occurredAt.toISOString(),
    resource,
    objectUuid: occurrence.objectUuid?.toLowerCase() ?? null,
    monitoring,
    data,
  };
}

function toPlain(field: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  return field.endsWith('Uuid') && typeof value === 'string' ? value.toLowerCase() : value;
}
