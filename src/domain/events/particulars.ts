import { events, type EventCode } from './catalogue';
import type { PayloadFacts } from './payloads';

/** What certificates say of themselves, with what stands behind their RA profile. */
const ofCertificates: ReadonlySet<string> = new Set([
  ...events.certificate_uploaded.payloadFields,
  ...['authorityInstanceUuid', 'raProfileUuid', 'raProfileName', 'notBefore', 'expiresAt'],
]);

/**
 * What of a payload its subject cannot say again later, such as the old status or why an operation failed. It is kept with
 * the firing, so that a replay tells it too. Undefined when there is none.
 */
export function particularsOf(event: EventCode, facts: PayloadFacts): PayloadFacts | undefined {
  const kept = fieldsOf(event).flatMap((field) => {
    const value = facts[field];
    return value === undefined || value === null ? [] : [[field, value] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Whether the payload of an event has anything that its subject cannot say. */
export function hasParticulars(event: EventCode): boolean {
  return fieldsOf(event).length > 0;
}

const known = new Map<EventCode, readonly string[]>();

function fieldsOf(event: EventCode): readonly string[] {
  let fields = known.get(event);
  if (fields === undefined) {
    fields = events[event].payloadFields.filter((field) => !ofCertificates.has(field));
    known.set(event, fields);
  }
  return fields;
}
