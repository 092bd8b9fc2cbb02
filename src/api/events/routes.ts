import type { AttributeDefinition } from '../../domain/attributes/attribute';
import { refuseStale } from '../../domain/revision';
import { durationMs, parseDuration } from '../../domain/values/duration';
import { envelopeSchema } from '../../domain/events/envelope-schema';
import { fieldsFor } from '../../domain/conditions/fields';
import { events, type EventCode, type EventDefinition } from '../../domain/events/catalogue';
import type { Fault } from '../../domain/problem';
import { unlimitedRetention } from '../../domain/triggers/event-settings';
import type { EventSettings } from '../../domain/triggers/trigger';
import type { EventSettingsStore } from '../../store/triggers/event-settings';
import { fieldList, toFieldView } from '../conditions/fields';
import { validationFailed } from '../http/faults';
import { defineRoute, type Route } from '../http/route';
import { z } from '../http/schemas';
import { eventCode } from '../triggers/schemas';

export interface EventRouteDeps {
  readonly settings: EventSettingsStore;
  readonly directory: { snapshot(): Promise<{ readonly attributes: ReadonlyMap<string, AttributeDefinition> }> };
}

const tag = 'Events';
const codePath = z.strictObject({ code: eventCode });
const dayMs = 86_400_000;

const eventView = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    description: z.string(),
    resource: z.string(),
    overriddenBy: z.array(z.string()),
    monitoring: z.boolean(),
    payload: z.string(),
    payloadFields: z.array(z.string()),
  })
  .openapi('Event');

const settings = {
  overridePolicy: z.enum(['replace', 'combine']),
  onConditionError: z.enum(['admit', 'reject']),
  recordWithoutTriggers: z.boolean(),
  retention: z.string().min(2).max(40).nullable().openapi({
    description: 'An ISO 8601 duration of at least P1D, `unlimited`, or null for the platform setting.',
  }),
};
const settingsInput = z
  .strictObject({ ...settings, overridePolicy: settings.overridePolicy.optional() })
  .openapi('EventSettingsRequest');
const settingsView = z
  .strictObject({
    event: z.string(),
    ...settings,
    overridePolicy: settings.overridePolicy.optional(),
    revision: z.number().int(),
  })
  .openapi('EventSettings', {
    description: '`overridePolicy` exists only for events whose platform set objects can override.',
  });

/** The catalogue of events, the fields their conditions may use, and their settings. */
export function createEventRoutes(deps: EventRouteDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/events',
      operationId: 'listEvents',
      tag,
      summary: 'List all events',
      permission: 'events:read',
      responses: {
        200: {
          description: 'The catalogue',
          schema: z.strictObject({ items: z.array(eventView) }).openapi('EventList'),
        },
      },
      handle: async () => ({ status: 200, body: { items: Object.values(events).map(toEventView) } }),
    }),
    defineRoute({
      method: 'get',
      path: '/events/{code}/fields',
      operationId: 'listEventFields',
      tag,
      summary: 'List the fields that conditions of an event can use',
      permission: 'events:read',
      params: codePath,
      query: z.strictObject({ stage: z.enum(['ignore', 'action']).optional() }),
      responses: {
        200: {
          description: 'The fields',
          schema: fieldList,
        },
      },
      async handle({ params, query }) {
        const { attributes } = await deps.directory.snapshot();
        const fields = fieldsFor(params.code, query.stage ?? null, [...attributes.values()]);
        return { status: 200, body: { items: fields.map(toFieldView) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/events/{code}/schema',
      operationId: 'getEventSchema',
      tag,
      summary: 'Get the JSON Schema of the data in webhooks of an event',
      description:
        'The attribute `dataschema` of each CloudEvent points here. Receivers should ignore members they do not know.',
      permission: 'events:read',
      params: codePath,
      responses: {
        200: {
          description: 'JSON Schema, draft 2020-12',
          schema: z.looseObject({ $schema: z.string() }).openapi('JsonSchema'),
        },
      },
      handle: async ({ params }) => ({ status: 200, body: envelopeSchema(params.code) }),
    }),
    defineRoute({
      method: 'get',
      path: '/events/{code}/settings',
      operationId: 'getEventSettings',
      tag,
      summary: 'Get the settings of an event',
      permission: 'events:read',
      params: codePath,
      responses: { 200: { description: 'The settings', schema: settingsView, etag: true } },
      async handle({ params }) {
        const found = await deps.settings.find(params.code);
        return { status: 200, body: toView(found), revision: found.revision };
      },
    }),
    defineRoute({
      method: 'put',
      path: '/events/{code}/settings',
      operationId: 'updateEventSettings',
      tag,
      summary: 'Update the settings of an event',
      permission: 'events:write',
      params: codePath,
      ifMatch: true,
      audit: { operation: 'events.update-settings', resource: 'events' },
      body: settingsInput,
      responses: { 200: { description: 'The settings', schema: settingsView, etag: true } },
      async check({ body, params, ifMatch, note }) {
        note({ objects: [{ uuid: null, name: params.code }] });
        const faults = faultsOf(params.code, body);
        if (faults.length > 0) throw validationFailed(faults);
        const before = await deps.settings.find(params.code);
        refuseStale(before, ifMatch);
        return before;
      },
      async handle({ body, params }, before) {
        const saved = await deps.settings.put({
          event: params.code,
          ...body,
          overridePolicy: body.overridePolicy ?? 'replace',
          revision: before.revision,
        });
        return { status: 200, body: toView(saved), revision: saved.revision };
      },
    }),
  ];
}

function faultsOf(event: EventCode, body: z.output<typeof settingsInput>): Fault[] {
  const faults: Fault[] = [];
  if (body.overridePolicy !== undefined && !isOverridden(event)) {
    const detail = 'objects cannot override the platform set of this event';
    faults.push({ pointer: '/overridePolicy', code: 'not_offered', detail });
  }
  if (!body.recordWithoutTriggers && events[event].alwaysRecorded) {
    const detail = 'every firing of this event is recorded';
    faults.push({ pointer: '/recordWithoutTriggers', code: 'not_offered', detail });
  }
  if (body.retention !== null && !isRetention(body.retention)) {
    const detail = `an ISO 8601 duration of at least P1D, ${unlimitedRetention} or null is expected`;
    faults.push({ pointer: '/retention', code: 'bad_duration', detail });
  }
  return faults;
}

function isRetention(text: string): boolean {
  if (text === unlimitedRetention) return true;
  const duration = parseDuration(text);
  return duration !== undefined && durationMs(duration) >= dayMs;
}

function isOverridden(event: EventCode): boolean {
  return events[event].overriddenBy.length > 0;
}

/** How this product treats the event is no part of the contract. */
function toEventView(event: EventDefinition): z.output<typeof eventView> {
  const { code, name, description, resource, overriddenBy, monitoring, payload, payloadFields } = event;
  return {
    ...{ code, name, description, resource, monitoring, payload },
    overriddenBy: [...overriddenBy],
    payloadFields: [...payloadFields],
  };
}

function toView({ overridePolicy, ...found }: EventSettings) {
  return isOverridden(found.event) ? { ...found, overridePolicy } : found;
}
