import type { DefinitionFields } from '../../domain/builder/check';
import type { Definition, DefinitionKey, DefinitionKeyKind, Step } from '../../domain/builder/definition';
import type { DefinitionInput } from './schemas';

/** Members of keys in requests and answers; each is known by its name, as elsewhere. */
export const keyMembers: Readonly<Record<DefinitionKeyKind, string>> = {
  ra_profile: 'raProfile',
  alert: 'alert',
  collection: 'collection',
  group: 'group',
  discovery: 'discovery',
};
const kindOfMember = new Map(Object.entries(keyMembers).map(([kind, member]) => [member, kind as DefinitionKeyKind]));

/** The definition that a request asks for. Where a step came from stays with it for as long as its name does. */
export function readDefinition(
  input: DefinitionInput,
  before: { readonly steps: readonly Step[] } | null,
): DefinitionFields {
  const { publish: _p, keys, steps, ...fields } = input;
  return {
    ...fields,
    isGlobal: false,
    keys: keys.flatMap(readKey),
    steps: steps.map((step): Step => {
      const known = before?.steps.find(({ uniqueName, type }) => uniqueName === step.uniqueName && type === step.type);
      return {
        ...step,
        displayName: step.displayName ?? step.uniqueName,
        // Checked, and brought to their form, with the rest of the definition.
        conditions: step.conditions as Step['conditions'],
        origin: known?.origin ?? null,
      };
    }),
  };
}

function readKey(key: DefinitionInput['keys'][number]): DefinitionKey[] {
  return Object.entries(key).flatMap(([member, uuid]) => {
    const kind = kindOfMember.get(member);
    return kind === undefined ? [] : [{ kind, uuid: String(uuid) }];
  });
}

export function keysView(keys: Definition['keys']) {
  return keys.map(({ kind, uuid }) => ({ [keyMembers[kind]]: uuid }));
}

/** Without what stands for machines beside a step. */
export function stepView({ origin: _o, ...step }: Step) {
  return step;
}
