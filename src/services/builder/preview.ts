import type { Definition, DefinitionContent, Step } from '../../domain/builder/definition';
import { definitionType } from '../../domain/builder/definition-type';
import { graphOf } from '../../domain/builder/graph';
import type { InstanceItem } from '../../domain/builder/instance';
import { producedAnywhere } from '../../domain/builder/variables';
import { tokenOf, variableOf } from '../../domain/builder/tokens';
import { validationFailed } from '../../domain/problem';
import { fillTokens, lookupIn } from '../../domain/values/tokens';
import { stepKindOf } from './steps/kinds';
import type { ItemValues } from './values';

/** A step as it would be for an item. */
export interface StepPreview {
  readonly uniqueName: string;
  readonly displayName: string;
  readonly type: string;
  readonly enabled: boolean;
  /** Filled, but for what is known at run time only: its tokens stay as they are written. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Names that steps before it give a value. */
  readonly atRunTime: readonly string[];
  /** Names that have no value for this item. */
  readonly missing: readonly string[];
}

export interface DefinitionPreview {
  readonly item: InstanceItem & { readonly name: string | null };
  readonly steps: readonly StepPreview[];
}

/** Renders the settings of every step for a real item, in the order in which steps are reached. Nothing runs. */
export function createDefinitionPreview({ valuesOf, nameOf }: Pick<ItemValues, 'valuesOf' | 'nameOf'>) {
  return async function preview(
    { type }: Pick<Definition, 'type'>,
    { steps }: Pick<DefinitionContent, 'steps'>,
    itemId: string,
    initialData: Readonly<Record<string, unknown>>,
  ): Promise<DefinitionPreview> {
    const item = { kind: definitionType(type).item, uuid: itemId } as InstanceItem;
    const name = await nameOf(item);
    const values = { ...initialData, ...(await valuesOf({ type, item, instance: null, initialData })) };
    if (name === null && item.kind !== 'endpoint') {
      const detail = `there is no ${item.kind.replace('_', ' ')} with this id`;
      throw validationFailed([{ pointer: '/itemId', code: 'target_missing', detail }]);
    }
    const produced = producedAnywhere(steps, stepKindOf);
    return {
      item: { ...item, name },
      steps: inOrder(steps).map((step) => {
        const kind = stepKindOf(step.type);
        const filled = new Map<string, unknown>();
        const names = new Set<string>();
        for (const member of kind?.templates ?? []) {
          if (step.settings[member] === undefined) continue;
          const { value, missing } = fillTokens(step.settings[member], lookupIn(values), 'literal');
          filled.set(member, value);
          for (const one of missing) names.add(one);
        }
        // A script may leave anything, but nobody counts on it for what the item itself would have.
        const isLater = (one: string) =>
          one === 'instance.id' ||
          produced.names.has(variableOf(one)) ||
          (produced.anything && tokenOf(type, one) === undefined);
        const { uniqueName, displayName, type: code, enabled, settings } = step;
        return {
          ...{ uniqueName, displayName, type: code, enabled },
          settings: { ...settings, ...Object.fromEntries(filled) },
          atRunTime: [...names].filter(isLater),
          missing: [...names].filter((one) => !isLater(one)),
        };
      }),
    };
  };
}

/** Breadth first from Start; what nothing reaches comes last. */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const graph = graphOf(steps);
  const order = new Set(graph.start === undefined ? [] : [graph.start]);
  for (const at of order) for (const { to } of graph.out[at]!) order.add(to);
  for (const index of steps.keys()) order.add(index);
  return [...order].map((index) => steps[index]!);
}
