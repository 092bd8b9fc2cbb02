import type { Condition, Leaf } from './tree';

/** True for a leaf, false for a group. */
export function isLeaf(node: Condition): node is Leaf {
  return 'operator' in node;
}

/** Leaves in document order, depth first: the order of `Evaluation.leaves`. None for a trigger without condition. */
export function flattenLeaves(condition: Condition | null): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: Condition): void => {
    if (isLeaf(node)) leaves.push(node);
    else if ('all' in node) node.all.forEach(visit);
    else if ('any' in node) node.any.forEach(visit);
    else visit(node.not);
  };
  if (condition !== null) visit(condition);
  return leaves;
}

/** The same leaves, each with its JSON Pointer below `pointer`. */
export function leavesAt(condition: Condition | null, pointer: string): { readonly leaf: Leaf; readonly at: string }[] {
  const leaves: { leaf: Leaf; at: string }[] = [];
  const visit = (node: Condition, at: string): void => {
    if (isLeaf(node)) leaves.push({ leaf: node, at });
    else if ('all' in node) node.all.forEach((child, index) => visit(child, `${at}/all/${index}`));
    else if ('any' in node) node.any.forEach((child, index) => visit(child, `${at}/any/${index}`));
    else visit(node.not, `${at}/not`);
  };
  if (condition !== null) visit(condition, pointer);
  return leaves;
}
