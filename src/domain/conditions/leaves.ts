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
