import type { Trigger } from './trigger';

export const referenceKinds = [
  'group',
  'raProfile',
  'notificationProfile',
  'user',
  'customAttribute',
  'script',
  'definition',
] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

/** Something a trigger names: by uuid, a custom attribute by its name, scripts and definitions by their names in lower case. */
export interface Reference {
  readonly kind: ReferenceKind;
  readonly key: string;
  /** JSON Pointer (RFC 6901) of the place in the trigger that names it. */
  readonly pointer: string;
}

/** Everything the actions and profiles of a trigger name, in document order. Conditions go by name and are not in it. */
export function referencesIn(trigger: Pick<Trigger, 'actions' | 'notificationProfiles'>): readonly Reference[] {
  const found: Reference[] = [];
  trigger.actions.forEach((action, index) => {
    const at = `/actions/${index}`;
    const each = (kind: ReferenceKind, keys: readonly string[], list: string) =>
      keys.forEach((key, place) => found.push({ kind, key, pointer: `${at}/${list}/${place}` }));
    switch (action.type) {
      case 'setGroups':
        return each('group', action.groups, 'groups');
      case 'sendNotification':
        return each('notificationProfile', action.profiles, 'profiles');
      case 'setRaProfile':
        if (action.raProfile === null) return;
        return found.push({ kind: 'raProfile', key: action.raProfile, pointer: `${at}/raProfile` });
      case 'setOwner':
        if (action.owner === null || action.owner === '$actor') return;
        return found.push({ kind: 'user', key: action.owner, pointer: `${at}/owner` });
      case 'runScript':
        return found.push({ kind: 'script', key: action.script.toLowerCase(), pointer: `${at}/script` });
      case 'startWorkflow':
        return found.push({ kind: 'definition', key: action.definition.toLowerCase(), pointer: `${at}/definition` });
      case 'setCustomAttribute':
        found.push({ kind: 'customAttribute', key: action.attribute, pointer: `${at}/name` });
        if (action.copyFrom?.source !== 'custom') return;
        return found.push({ kind: 'customAttribute', key: action.copyFrom.field, pointer: `${at}/copyFrom/field` });
    }
  });
  trigger.notificationProfiles.forEach((key, index) =>
    found.push({ kind: 'notificationProfile', key, pointer: `/notificationProfiles/${index}` }),
  );
  return found;
}

/** The form in which references are stored and asked for: `group:<uuid>`, `customAttribute:<name>`. */
export function referenceKey(kind: ReferenceKind, key: string): string {
  return `${kind}:${key}`;
}

/**
 * The sorted, unique keys a trigger is found by when something it names is to be changed or deleted. Custom
 * attributes that its condition looks at count too: their definition is not changed while triggers rely on it.
 */
export function referenceKeys(trigger: Pick<Trigger, 'actions' | 'notificationProfiles' | 'condition'>): string[] {
  const keys = new Set(referencesIn(trigger).map(({ kind, key }) => referenceKey(kind, key)));
  for (const name of attributesIn(trigger.condition)) keys.add(referenceKey('customAttribute', name));
  return [...keys].sort();
}

/** Custom attributes that a condition looks at, by name. */
export function attributesIn(condition: Trigger['condition']): string[] {
  if (condition === null) return [];
  if ('all' in condition) return condition.all.flatMap(attributesIn);
  if ('any' in condition) return condition.any.flatMap(attributesIn);
  if ('not' in condition) return attributesIn(condition.not);
  return condition.source === 'custom' ? [condition.field] : [];
}
