import { isAttributeOf, isSecretType } from '../attributes/attribute';
import { isSealed } from '../attributes/sealed';
import { readAttributeContent } from '../attributes/values';
import { parseDuration } from '../values/duration';
import type { Resource } from '../events/catalogue';
import type { Fault } from '../problem';
import { givenParameterFaults } from '../scripts/parameters';
import type { ScriptCategory } from '../scripts/script';
import { tokensIn } from '../values/tokens';
import type { Action, RunScript, SetCustomAttribute } from './action';
import { isEventToken } from './event-tokens';
import type { Directory } from './apply';
import { copyFault } from './copied-property';
import { resourcesOf } from './resources';

/** What is known of the scripts that the actions name. */
export interface ScriptTargets {
  has(name: string): boolean;
  /** Undefined: of one that is about to be made. */
  find(name: string): ScriptTarget | undefined;
}
export interface ScriptTarget {
  readonly categories: readonly ScriptCategory[];
  readonly currentVersion: number;
}

/** What an action may name, as it exists now. */
export interface ActionTargets extends Directory {
  readonly notificationProfiles: { has(uuid: string): boolean };
  /** By name in lower case. */
  readonly scripts: ScriptTargets;
  /** Of the workflow builder, by name in lower case. */
  readonly definitions: { has(name: string): boolean };
}

/**
 * Every fault of a trigger's actions at saving: ids twice, actions that the event's resource does not have,
 * durations, and attribute values against their definition. What an action names is checked with the trigger.
 * Pointers start at `/actions`.
 */
export function checkActions(actions: readonly Action[], resource: Resource, targets: ActionTargets): Fault[] {
  const ids = new Set<string>();
  return actions.flatMap((action, index) => {
    const at = `/actions/${index}`;
    const isTaken = ids.has(action.id);
    ids.add(action.id);
    return [
      ...(isTaken ? [fault(`${at}/id`, 'duplicate_id', 'another action of this trigger has the same id')] : []),
      ...checkSubject(action, resource, at),
      ...checkPace(action, at),
      ...checkParameters(action, resource, targets, at),
    ];
  });
}

function checkSubject(action: Action, resource: Resource, at: string): Fault[] {
  const resources = resourcesOf[action.type];
  if (resources === 'any' || resources.includes(resource)) return [];
  return [fault(`${at}/type`, 'action_not_for_resource', `${action.type} works on ${resources.join(' and ')} only`)];
}

function checkPace({ timeout, retry }: Action, at: string): Fault[] {
  const durations = [
    ['timeout', timeout],
    ['retry/initialInterval', retry?.initialInterval],
    ['retry/maxInterval', retry?.maxInterval],
  ] as const;
  return durations
    .filter(([, value]) => value !== undefined && parseDuration(value) === undefined)
    .map(([field]) =>
      fault(`${at}/${field}`, 'bad_duration', 'a positive ISO 8601 duration such as PT30S is expected'),
    );
}

function checkParameters(action: Action, resource: Resource, targets: ActionTargets, at: string): Fault[] {
  switch (action.type) {
    case 'setGroups':
      if (action.groups.length > 0 || action.mode === 'replace') return [];
      return [fault(`${at}/groups`, 'too_small', `mode ${action.mode} needs at least one group`)];
    case 'sendNotification':
      return action.profiles.length > 0 ? [] : [fault(`${at}/profiles`, 'too_small', 'at least one profile is needed')];
    case 'runScript':
      return checkScript(action, targets, at);
    case 'startWorkflow':
      return checkTokens(action.data, `${at}/data`);
    case 'setCustomAttribute':
      return checkAttribute(action, resource, targets, at);
    default:
      return [];
  }
}

function checkTokens(value: unknown, at: string): Fault[] {
  const unknown = tokensIn(value).filter(({ token }) => !isEventToken(token.name));
  return unknown.map(({ token, pointer }) =>
    fault(`${at}${pointer}`, 'unknown_token', `$(${token.name}) at character ${token.at + 1} stands for nothing`),
  );
}

function checkScript({ script, version, parameters }: RunScript, { scripts }: ActionTargets, at: string): Fault[] {
  const given = givenParameterFaults(parameters).map((one) => ({ ...one, pointer: `${at}${one.pointer}` }));
  const faults = [...checkTokens(parameters, `${at}/parameters`), ...given];
  const target = scripts.find(script.toLowerCase());
  // That it exists is checked with all that the trigger names.
  if (target === undefined) return faults;
  return [
    ...(target.categories.includes('workflow')
      ? []
      : [fault(`${at}/script`, 'wrong_category', 'the script is not of the category workflow')]),
    ...(version === 'latest' || version <= target.currentVersion
      ? []
      : [fault(`${at}/version`, 'target_missing', `the script has ${target.currentVersion} versions`)]),
    ...faults,
  ];
}

function checkAttribute(action: SetCustomAttribute, resource: Resource, targets: ActionTargets, at: string): Fault[] {
  const { content, copyFrom } = action;
  if ((content === undefined) === (copyFrom === undefined)) {
    return [fault(at, 'content_or_copy', 'exactly one of content and copyFrom is needed; content null clears')];
  }
  const definition = targets.attributesByName.get(action.attribute);
  // That it exists is checked with all that the trigger names.
  if (definition === undefined) return [];
  if (!isAttributeOf(definition, resource)) {
    return [fault(`${at}/name`, 'attribute_not_of_resource', `the custom attribute is not for ${resource}`)];
  }
  if (copyFrom === undefined) {
    if (content === undefined || content === null) return [];
    if (isSealed(content)) {
      // Kept from before, where it was checked.
      const detail = 'the value was secret and the attribute no longer is: give another value';
      return isSecretType(definition.contentType) ? [] : [fault(`${at}/content`, 'type_changed', detail)];
    }
    const read = readAttributeContent(content, definition, `${at}/content`);
    return 'faults' in read ? [...read.faults] : [];
  }
  if (copyFrom.source === 'meta') return [];
  if (copyFrom.source === 'property') {
    const misfit = copyFault(copyFrom.field, resource, definition);
    return misfit === undefined ? [] : [fault(`${at}/copyFrom/field`, misfit.code, misfit.detail)];
  }
  const source = targets.attributesByName.get(copyFrom.field);
  if (source === undefined || source.contentType === definition.contentType) return [];
  const detail = `the source is of type ${source.contentType}, the target of type ${definition.contentType}`;
  return [fault(`${at}/copyFrom/field`, 'copy_type_mismatch', detail)];
}

function fault(pointer: string, code: string, detail: string): Fault {
  return { pointer, code, detail };
}
