import { events, eventCodes, isEventCode, type EventCode } from '../../domain/events/catalogue';
import type { SetPlace } from '../../domain/triggers/trigger';
import { resources } from '../http/object-kinds';
import { mayCall } from '../http/route';
import { setId } from '../http/upcoming';
import type { Found, Kind, Reading } from './kind';

export interface TriggerSetKindDeps {
  /** The places of an event that have a set. */
  readonly placesOf: (event: EventCode) => Promise<readonly SetPlace[]>;
}

const platform = '/trigger-sets/{event}';
const object = '/trigger-sets/{event}/{resource}/{uuid}';

/**
 * Trigger sets, named after where they are: `certificate_uploaded` for the platform's,
 * `certificate_uploaded/groups/Payments` for that of a group.
 */
export function triggerSetKinds({ placesOf }: TriggerSetKindDeps): Kind[] {
  const idOf = (view: Found['view']) => {
    const { event, resource, objectUuid } = view as { event: string; resource: string; objectUuid: string | null };
    return setId({ event, place: { resource, objectUuid } });
  };
  const common = { kind: 'TriggerSet', idOf } as const;
  return [
    {
      ...common,
      read: `get ${platform}`,
      update: `put ${platform}`,
      remove: `delete ${platform}`,
      paramsOf: (name) => (isEventCode(name) ? { event: name } : undefined),
      async find({ calls }, name) {
        const wanted = name === undefined ? eventCodes : [name].filter(isEventCode);
        const found: Found[] = [];
        for (const event of wanted) {
          const { body, revision = 0 } = await calls.call(`get ${platform}`, { params: { event } });
          // Nobody has written it.
          if (revision > 0) found.push({ name: event, params: { event }, revision, view: body as Found['view'] });
        }
        return found;
      },
    },
    {
      ...common,
      read: `get ${object}`,
      update: `put ${object}`,
      remove: `delete ${object}`,
      paramsOf(name) {
        const [event = '', resource = '', ...rest] = name.split('/');
        const isPlace =
          isEventCode(event) && rest.length > 0 && events[event].overriddenBy.some((one) => one === resource);
        return isPlace ? { event, resource, uuid: rest.join('/') } : undefined;
      },
      async find(reading, name) {
        const found: Found[] = [];
        for (const place of await namedPlaces(reading, placesOf, name)) {
          const { body, revision = 0 } = await reading.calls.call(`get ${object}`, { params: place.params });
          found.push({ ...place, revision, view: body as Found['view'] });
        }
        return found;
      },
    },
  ];
}

async function namedPlaces({ calls, names }: Reading, placesOf: TriggerSetKindDeps['placesOf'], name?: string) {
  const { caller, route } = calls;
  // Without the right to read them the first call refuses.
  if (!mayCall(route(`get ${platform}`), caller)) return [];
  const found: Pick<Found, 'name' | 'params'>[] = [];
  for (const event of name === undefined ? eventCodes : [name.split('/', 1)[0]!].filter(isEventCode)) {
    for (const { resource, objectUuid } of await placesOf(event)) {
      const kind = Object.hasOwn(resources, resource) ? resources[resource] : undefined;
      if (objectUuid === null || kind === undefined) continue;
      const own = (await names.namesOf(kind, [objectUuid])).get(objectUuid);
      const full = `${event}/${resource}/${own ?? objectUuid}`;
      if (name === undefined || full === name) {
        found.push({ name: full, params: { event, resource, uuid: objectUuid } });
      }
    }
  }
  return found;
}
