import { isEventCode, type EventCode } from '../../events/catalogue';
import { isPlainObject } from '../../values/json';
import type { ForeignKind, MappingContext } from '../foreign-kind';
import { idAt } from '../identity';
import { memberOf, type Place } from '../ledger';
import { actionsOf } from './actions-of';
import { conditionOf } from './condition-of';
import { byUuid, readHead, system } from './parts';

/** A trigger with all that its rules and actions are made of. */
export const triggerKind: ForeignKind = {
  system,
  kind: 'Trigger',
  looksUp: ['Trigger', 'NotificationProfile', 'Group', 'RaProfile', 'User', 'CustomAttribute'],
  lists: ['triggers'],
  fits: (value) => 'ignoreTrigger' in value && 'name' in value,
  identify: byUuid('Trigger'),
  map(item, context) {
    const { description } = readHead(item);
    const event = eventOf(item, context);
    const isIgnore = item.at('ignoreTrigger').flag() === true;
    item.at('type').take();
    if (event === undefined) return null;
    const condition = conditionOf(item, event, context);
    const actions = actionsOf(item, event, context);
    noteShared(item, context);
    const hasRules = item.at('rules', 'rulesUuids').peek !== undefined;
    if (!hasRules)
      item.note('details_missing', 'lists leave the rules out: put the answer of the trigger itself into the import');
    const isIncomplete = condition.isIncomplete || actions.isIncomplete || !hasRules;
    if (isIncomplete) {
      item.note('disabled', 'it is created disabled, because a part of it is missing: see the notes on its fields');
    }
    const told = actions.value.filter(({ type }) => type === 'sendNotification');
    if (isIgnore && told.length < actions.value.length) {
      item
        .at('ignoreTrigger')
        .note('ignored_actions', 'what is ignored is not changed: actions that set something are left out');
    }
    const spec = {
      ...{
        description,
        event,
        kind: isIgnore ? 'ignore' : 'action',
        enabled: !isIncomplete,
        condition: condition.value,
      },
      ...(isIgnore
        ? { notificationProfiles: told.flatMap(({ profiles }) => profiles as string[]) }
        : { actions: actions.value }),
    };
    if (!isIgnore && actions.value.length === 0) {
      item.note('no_actions', 'an action trigger without an action does nothing, and is not made');
      return null;
    }
    return { objects: [{ kind: 'Trigger', name: context.name, spec, initial: ['enabled', 'message'] }] };
  },
};

/** Its own, or that of the first place where it hangs. */
function eventOf(item: Place, context: MappingContext): EventCode | undefined {
  const own = item.at('event').text();
  const id = idAt(item.at('uuid'));
  const hangsAt = [...context.items('Association'), ...context.items('EventSettings')].flatMap(({ peek }) =>
    eventsOf(peek).flatMap(([event, uuids]) => (id !== null && uuids.includes(id) ? [event] : [])),
  );
  const code = (own ?? hangsAt[0] ?? '').toLowerCase();
  if (isEventCode(code)) return code;
  if (own === undefined) item.note('manual_trigger', 'triggers here follow an event, and this one hangs at none');
  else item.at('event').note('event_unknown', 'there is no such event here');
  return undefined;
}

/** Which triggers an association, or event settings, have at which event. */
export function eventsOf(value: unknown): readonly (readonly [event: string, uuids: readonly unknown[]])[] {
  if (!isPlainObject(value)) return [];
  const [event, triggerUuids] = [memberOf(value, 'event'), memberOf(value, 'triggerUuids')];
  if (typeof event === 'string') return [[event, Array.isArray(triggerUuids) ? triggerUuids : []]];
  return Object.entries(value).map(([name, uuids]) => [name, Array.isArray(uuids) ? uuids : []]);
}

/** A change of a rule there changed every trigger that had it. */
function noteShared(item: Place, context: MappingContext): void {
  for (const members of [
    ['rules', 'rulesUuids'],
    ['actions', 'actionsUuids'],
  ] as const) {
    const others = context.items('Trigger').filter(({ path }) => path !== item.path);
    const theirs = new Set(others.flatMap((other) => members.flatMap((member) => idsAt(other.at(member)))));
    for (const part of members.flatMap((member) => item.at(member).items())) {
      const id = typeof part.peek === 'string' ? part.peek : idAt(part.at('uuid'));
      if (id !== null && theirs.has(id)) {
        part.note(
          'shared',
          'another trigger has it, too: from now on each has its own, and they are changed one by one',
        );
      }
    }
  }
}

function idsAt(list: Place): string[] {
  return list.items().flatMap((part) => (typeof part.peek === 'string' ? part.peek : idAt(part.at('uuid'))) ?? []);
}
