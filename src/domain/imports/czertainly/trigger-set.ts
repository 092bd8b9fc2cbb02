import { events, isEventCode, type EventCode } from '../../events/catalogue';
import type { ForeignKind, MappingContext, PlannedObject } from '../foreign-kind';
import { idAt } from '../identity';
import type { Place } from '../ledger';
import { eventsOf } from './trigger';
import { namesAt, system } from './parts';

const kind = 'TriggerSet';
const looksUp = ['Trigger', 'Group', 'RaProfile', 'Discovery'];

/** Kinds of the objects that have sets of their own, by resource. */
const holders: Readonly<Record<string, string>> = {
  groups: 'Group',
  raProfiles: 'RaProfile',
  discoveries: 'Discovery',
};

/** Triggers at one object. */
export const associationKind: ForeignKind = {
  ...{ system, kind: 'Association', looksUp, lists: ['associations', 'triggerAssociations'] },
  fits: (value) => 'triggerUuids' in value && 'objectUuid' in value,
  identify(item) {
    const [event = '', resource = '', object = ''] = ['event', 'resource', 'objectUuid'].map(
      (member) => idAt(item.at(member)) ?? '',
    );
    return {
      id: `${event}/${resource}/${object}`,
      target: { kind, name: [event, resource, object].filter((part) => part !== '').join('/') },
      isGiven: true,
    };
  },
  map(item, context) {
    item.at('uuid').take();
    const event = eventAt(item.at('event'));
    const given = item.at('resource').text() ?? '';
    const object = item.at('objectUuid');
    const resource = Object.keys(holders).find((one) =>
      one.toLowerCase().startsWith(given.toLowerCase().replace(/i?e?s$/, '')),
    );
    const set = setAt(item.at('triggerUuids'), context);
    if (event === undefined) return null;
    if (object.peek === null || object.peek === undefined) {
      object.take();
      return { objects: [{ kind, name: event, spec: set }] };
    }
    if (given === '' || resource === undefined || !events[event].overriddenBy.some((one) => one === resource)) {
      object.take();
      item
        .at('resource')
        .note(
          'resource_unmapped',
          `sets of ${event} hang at ${events[event].overriddenBy.join(', ') || 'the platform'} here`,
        );
      return null;
    }
    const [name] = namesAt(object, holders[resource]!, holders[resource]!, context) ?? [];
    return name === undefined ? null : { objects: [{ kind, name: `${event}/${resource}/${name}`, spec: set }] };
  },
};

/** Triggers of the platform: of one event, or of all of them as a map. */
export const eventSettingsKind: ForeignKind = {
  ...{ system, kind: 'EventSettings', looksUp, lists: ['eventsMapping', 'events'] },
  fits: (value) =>
    ('triggerUuids' in value && 'event' in value) ||
    (Object.keys(value).length > 0 &&
      Object.entries(value).every(([name, uuids]) => isEventCode(name.toLowerCase()) && Array.isArray(uuids))),
  identify(item) {
    const [first] = eventsOf(item.peek);
    const name = first?.[0].toLowerCase() ?? 'events';
    const id = item.at('event').peek !== undefined ? name : 'all';
    return { id, target: { kind, name }, isGiven: true };
  },
  map(item, context) {
    const objects: PlannedObject[] = [];
    const add = (event: EventCode | undefined, uuids: Place) => {
      const spec = setAt(uuids, context);
      if (event !== undefined) objects.push({ kind, name: event, spec });
    };
    if (item.at('event').peek !== undefined) add(eventAt(item.at('event')), item.at('triggerUuids'));
    else {
      for (const [name, uuids] of item.members()) {
        const code = name.toLowerCase();
        if (!isEventCode(code)) uuids.note('event_unknown', 'there is no such event here');
        add(isEventCode(code) ? code : undefined, uuids);
      }
    }
    return { objects };
  },
};

function eventAt(place: Place): EventCode | undefined {
  const code = place.text()?.toLowerCase() ?? '';
  if (isEventCode(code)) return code;
  place.note('event_unknown', 'there is no such event here');
  return undefined;
}

/** In their order; those that are not here are noted. */
function setAt(uuids: Place, context: MappingContext) {
  const triggers = uuids.items().flatMap((place) => namesAt(place, 'Trigger', 'Trigger', context) ?? []);
  if (uuids.items().length === 0) uuids.take();
  const isIgnore = (name: string) => context.find('Trigger', name)?.view['kind'] === 'ignore';
  return { ignore: triggers.filter(isIgnore), actions: triggers.filter((name) => !isIgnore(name)) };
}
