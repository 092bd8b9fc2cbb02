import { fieldOf, inputOf, type ConditionField } from './fields';
import { isGroup, sizeOf, type TreeNode } from './tree';

/** Bounds of the API: groups in groups, and comparisons in all. */
const limits = { depth: 10, leaves: 200 } as const;

export type Stage = 'ignore' | 'action';

export interface FieldContext {
  readonly fields: readonly ConditionField[];
  /** Fields that are not known in this stage cannot be asked for. */
  readonly stage?: Stage | undefined;
}

/** What is missing or cannot be at one node, before anybody has asked the API. */
export function nodeFaults(node: TreeNode, context: FieldContext, isRoot: boolean): readonly string[] {
  if (!isGroup(node)) return leafFaults(node.leaf, context);
  if (node.children.length === 0) return ['This group is empty: add a comparison, or remove it.'];
  if (!isRoot) return [];
  const { depth, leaves } = sizeOf(node);
  return [
    ...(depth > limits.depth ? [`Groups nest at most ${limits.depth} deep; these are ${depth} deep.`] : []),
    ...(leaves > limits.leaves ? [`At most ${limits.leaves} comparisons; these are ${leaves}.`] : []),
  ];
}

function leafFaults(leaf: Readonly<Record<string, unknown>>, { fields, stage }: FieldContext): readonly string[] {
  const { field: name, operator, value } = leaf;
  if (typeof name !== 'string' || name === '') {
    if (leaf['source'] === 'variable') return ['Name the variable.'];
    return [leaf['source'] === 'meta' ? 'Name the metadata.' : 'Choose what is compared.'];
  }
  const field = fieldOf(fields, leaf);
  if (field === undefined) return [`There is no “${name}” to ask for here.`];
  if (stage !== undefined && !field.availableIn.includes(stage)) {
    return [`“${field.label}” is not known yet when it is decided whether something is taken in.`];
  }
  if (typeof operator !== 'string' || !field.operators.includes(operator)) return ['Choose how it is compared.'];
  const isMissing = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return inputOf(field, operator) !== 'none' && isMissing ? ['A value is missing.'] : [];
}

/** Whether the API would be asked in vain. */
export function isComplete(node: TreeNode | null, context: FieldContext, isRoot = true): boolean {
  if (node === null) return true;
  if (nodeFaults(node, context, isRoot).length > 0) return false;
  return !isGroup(node) || node.children.every((child) => isComplete(child, context, false));
}
