import { events, type EventCode } from './catalogue';

/** JSON Schema (draft 2020-12) of the envelope of an event: every field is there, unknown values are null. */
export function envelopeSchema(event: EventCode) {
  const { name, payload, payloadFields, resource, monitoring } = events[event];
  const nullable = { type: ['string', 'number', 'boolean', 'null'] };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `${name}: ${payload}`,
    type: 'object',
    required: ['schemaVersion', 'event', 'firingId', 'occurredAt', 'resource', 'objectUuid', 'monitoring', 'data'],
    properties: {
      schemaVersion: { const: 1 },
      event: { const: event },
      firingId: { type: 'string', format: 'uuid' },
      occurredAt: { type: 'string', format: 'date-time' },
      resource: { const: resource },
      objectUuid: { type: ['string', 'null'], format: 'uuid' },
      monitoring: { const: monitoring },
      data: {
        type: 'object',
        required: [...payloadFields],
        properties: Object.fromEntries(payloadFields.map((field) => [field, nullable])),
      },
    },
  };
}
