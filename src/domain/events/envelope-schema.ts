import { events, listFields, type EventCode } from './catalogue';

const named = {
  type: 'array',
  items: {
    type: 'object',
    required: ['name', 'values'],
    properties: {
      name: { type: 'string' },
      values: { type: 'array', items: { type: ['string', 'number', 'boolean'] } },
    },
  },
};

/** Only in a webhook's body, and only what the notification profile asks for. */
const included = {
  type: 'object',
  properties: {
    customAttributes: named,
    metadata: named,
    groups: { type: 'array', items: { type: 'string' } },
    raProfile: { type: ['string', 'null'] },
    owner: { type: ['string', 'null'] },
  },
};

/** JSON Schema (draft 2020-12) of the envelope of an event: every field but `included` is there, unknown values are null. */
export function envelopeSchema(event: EventCode) {
  const { name, payload, payloadFields, resource, monitoring } = events[event];
  const nullable = { type: ['string', 'number', 'boolean', 'null'] };
  const list = { type: ['array', 'null'], items: { type: 'string' } };
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
        properties: Object.fromEntries(payloadFields.map((field) => [field, listFields.has(field) ? list : nullable])),
      },
      included,
    },
  };
}
