import { events, type EventCode, type Resource } from '../events/catalogue';
import type { SetPlace } from './trigger';

export const platformPlace: SetPlace = { resource: 'settings', objectUuid: null };

/** Natural key of the set of one event at one place: `<event>/settings` or `<event>/<resource>/<uuid>`. */
export function placeKey(event: EventCode, place: SetPlace): string {
  return place.resource === 'settings' ? `${event}/settings` : `${event}/${place.resource}/${place.objectUuid}`;
}

/** The place in the form that history filters by: `settings`, or `<resource>/<uuid>`. */
export function placeName(place: SetPlace): string {
  return place.resource === 'settings' ? 'settings' : `${place.resource}/${place.objectUuid}`;
}

/** The way back from `placeName`. */
export function placeOfName(name: string): SetPlace {
  const [resource, objectUuid] = name.split('/');
  if (resource === undefined || objectUuid === undefined) return platformPlace;
  return { resource: resource as Exclude<Resource, 'settings'>, objectUuid };
}

export function samePlace(one: SetPlace, other: SetPlace): boolean {
  return one.resource === other.resource && one.objectUuid === other.objectUuid;
}

/** True where the event may carry a set: the platform, and objects of the overriding resources. */
export function overrideAllowed(event: EventCode, resource: Resource): boolean {
  return resource === 'settings' || events[event].overriddenBy.includes(resource);
}
