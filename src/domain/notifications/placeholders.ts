import { eventCodes, events, listFields, type EventCode } from '../events/catalogue';
import type { IncludedData } from './profile';

/** `map`: lists by name. */
export type PlaceholderShape = 'scalar' | 'list' | 'map';

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
  name: 'scalar',
  happened: 'scalar',
  daysLeft: 'scalar',
  timeLeft: 'scalar',
  'actor.uuid': 'scalar',
  'actor.name': 'scalar',
  'links.firing': 'scalar',
  'links.run': 'scalar',
  'links.decides': 'scalar',
  'notice.cycle': 'scalar',
  'notice.step': 'scalar',
  'notice.number': 'scalar',
  renewalNotes: 'list',
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

/** What a profile includes, by the member of `include` that asks for it. */
export const includedPlaceholders: Readonly<Record<string, readonly [keyof IncludedData, PlaceholderShape]>> = {
  'included.customAttributes': ['customAttributes', 'map'],
  'included.metadata': ['metadata', 'map'],
  'included.groups': ['associations', 'list'],
  'included.raProfile': ['associations', 'scalar'],
  'included.owner': ['associations', 'scalar'],
};

/**
 * Every placeholder by its dotted path. A profile is not bound to one event, so without `event` the payload fields of
 * all events are offered; those an event does not have are empty. `include` adds what the profile asks for.
 */
export function placeholdersOf(event?: EventCode, include?: IncludedData): ReadonlyMap<string, PlaceholderShape> {
  const codes = event === undefined ? eventCodes : [event];
  return new Map<string, PlaceholderShape>([
    ...Object.entries(always),
    ...Object.entries(certificatePlaceholders).map(([name, shape]) => [`certificate.${name}`, shape] as const),
    ...codes.flatMap((code) =>
      events[code].payloadFields.map((field) => [`data.${field}`, listFields.has(field) ? 'list' : 'scalar'] as const),
    ),
    ...Object.entries(includedPlaceholders).flatMap(([path, [member, shape]]) =>
      include?.[member] === true ? [[path, shape] as const] : [],
    ),
  ]);
}
