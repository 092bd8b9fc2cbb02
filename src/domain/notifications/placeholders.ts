import { eventCodes, events, type EventCode } from '../events/catalogue';

export type PlaceholderShape = 'scalar' | 'list';

/** What a template may name beside the payload, with what stands there. */
const always: Readonly<Record<string, PlaceholderShape>> = {
  schemaVersion: 'scalar',
  event: 'scalar',
  eventName: 'scalar',
  firingId: 'scalar',
  occurredAt: 'scalar',
  resource: 'scalar',
  objectUuid: 'scalar',
  monitoring: 'scalar',
  rejected: 'scalar',
  subject: 'scalar',
  daysLeft: 'scalar',
  'actor.uuid': 'scalar',
  'actor.name': 'scalar',
  'links.firing': 'scalar',
  'links.run': 'scalar',
};

/** Facts of the certificate, all null when the event has none or the upload was rejected. */
export const certificatePlaceholders = {
  uuid: 'scalar',
  commonName: 'scalar',
  subjectDn: 'scalar',
  issuerDn: 'scalar',
  issuerCommonName: 'scalar',
  serialNumber: 'scalar',
  fingerprint: 'scalar',
  thumbprint: 'scalar',
  notBefore: 'scalar',
  notAfter: 'scalar',
  subjectAlternativeNames: 'list',
  keyAlgorithm: 'scalar',
  keySize: 'scalar',
  signatureAlgorithm: 'scalar',
  state: 'scalar',
  validationStatus: 'scalar',
} as const satisfies Record<string, PlaceholderShape>;

/**
 * Every placeholder by its dotted path. A profile is not bound to one event, so without `event` the payload fields of
 * all events are offered; those an event does not have are empty.
 */
export function placeholdersOf(event?: EventCode): ReadonlyMap<string, PlaceholderShape> {
  const codes = event === undefined ? eventCodes : [event];
  return new Map<string, PlaceholderShape>([
    ...Object.entries(always),
    ...Object.entries(certificatePlaceholders).map(([name, shape]) => [`certificate.${name}`, shape] as const),
    ...codes.flatMap((code) => events[code].payloadFields.map((field) => [`data.${field}`, 'scalar'] as const)),
  ]);
}
