import { pointerOf } from '../forms/pointers';

/** A comparison as the API takes it; while it is being written, parts of it may be missing or be nonsense. */
export type Leaf = Readonly<Record<string, unknown>>;

export interface LeafNode {
  readonly kind: 'leaf';
  readonly leaf: Leaf;
}

/** `none` is the API's `not` over an `any`, or over the one thing that must not be so. */
export interface GroupNode {
  readonly kind: 'all' | 'any' | 'none';
  readonly children: readonly TreeNode[];
}

export type TreeNode = LeafNode | GroupNode;
export type GroupKind = GroupNode['kind'];

/** Where a node stands: the index of a child at each level; the root is `[]`. */
export type Path = readonly number[];

export function isGroup(node: TreeNode): node is GroupNode {
  return node.kind !== 'leaf';
}

/** A condition of the API as a tree; null where there is none, which takes everything. Nothing of it gets lost. */
export function readTree(condition: unknown): TreeNode | null {
  return condition === null || condition === undefined ? null : readNode(condition);
}

function readNode(value: unknown): TreeNode {
  const members = membersOf(value);
  const [name, ...others] = Object.keys(members);
  if (others.length === 0) {
    const inner = name === undefined ? undefined : members[name];
    if ((name === 'all' || name === 'any') && Array.isArray(inner))
      return { kind: name, children: inner.map(readNode) };
    if (name === 'not' && typeof inner === 'object' && inner !== null) return readNone(inner);
  }
  return { kind: 'leaf', leaf: members };
}

function readNone(inner: object): GroupNode {
  const of = readNode(inner);
  // One child alone is written without the `any`; with it, it was put there on purpose.
  if (of.kind === 'any' && of.children.length !== 1) return { kind: 'none', children: of.children };
  return { kind: 'none', children: [of] };
}

function membersOf(value: unknown): Leaf {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Leaf) : {};
}

/** The way back. */
export function toCondition(node: TreeNode | null): unknown {
  if (node === null) return null;
  if (!isGroup(node)) return node.leaf;
  const children = node.children.map(toCondition);
  if (node.kind !== 'none') return { [node.kind]: children };
  return { not: children.length === 1 ? children[0] : { any: children } };
}

/** Where the API finds a node, below the pointer of the condition. */
export function pointerOfPath(root: TreeNode, path: Path): string {
  const parts: (string | number)[] = [];
  let node: TreeNode | undefined = root;
  for (const index of path) {
    if (node === undefined || !isGroup(node)) break;
    if (node.kind !== 'none') parts.push(node.kind, index);
    else if (node.children.length === 1) parts.push('not');
    else parts.push('not', 'any', index);
    node = node.children[index];
  }
  return pointerOf(parts);
}

export function nodeAt(root: TreeNode | null, path: Path): TreeNode | undefined {
  let node: TreeNode | undefined = root ?? undefined;
  for (const index of path) node = node !== undefined && isGroup(node) ? node.children[index] : undefined;
  return node;
}

/** The tree with another node at a path; null takes it away. Taking the root's last child away leaves no condition. */
export function withNodeAt(root: TreeNode | null, path: Path, next: TreeNode | null): TreeNode | null {
  const [index, ...rest] = path;
  if (index === undefined || root === null) return next;
  if (!isGroup(root)) return root;
  const child = root.children[index];
  if (child === undefined) return root;
  const changed = withNodeAt(child, rest, next);
  const children = root.children.flatMap((one, at) => (at !== index ? [one] : changed === null ? [] : [changed]));
  return { ...root, children };
}

export function removed(root: TreeNode | null, path: Path): TreeNode | null {
  const after = withNodeAt(root, path, null);
  return after !== null && isGroup(after) && after.children.length === 0 && path.length === 1 ? null : after;
}

/** Puts a node into a group; into a lone comparison's place goes a group of both. */
export function inserted(root: TreeNode | null, group: Path, index: number, node: TreeNode): TreeNode {
  if (root === null) return isGroup(node) ? node : { kind: 'all', children: [node] };
  const into = nodeAt(root, group);
  if (into === undefined) return root;
  const children = isGroup(into) ? [...into.children] : [into];
  children.splice(Math.min(index, children.length), 0, node);
  const grown: GroupNode = isGroup(into) ? { ...into, children } : { kind: 'all', children };
  return withNodeAt(root, group, grown) ?? grown;
}

export interface Moved {
  readonly root: TreeNode;
  /** Where the node stands now. */
  readonly path: Path;
}

/**
 * Moves a node to an index of a group, both as they are before the move. Undefined where that is itself or inside of it.
 */
export function moved(root: TreeNode, from: Path, group: Path, index: number): Moved | undefined {
  const node = nodeAt(root, from);
  const into = nodeAt(root, group);
  if (node === undefined || into === undefined || !isGroup(into) || from.length === 0 || startsWith(group, from)) {
    return undefined;
  }
  const isSibling = samePath(from.slice(0, -1), group);
  const own = from.at(-1)!;
  const at = Math.min(isSibling && own < index ? index - 1 : index, into.children.length - (isSibling ? 1 : 0));
  if (isSibling && at === own) return undefined;
  const without = withNodeAt(root, from, null)!;
  const target = afterRemoval(group, from);
  return { root: inserted(without, target, at, node), path: [...target, at] };
}

export type Direction = 'up' | 'down' | 'in' | 'out';

/** One step by the keyboard: among its siblings, into the group beside it, or out of its own. */
export function stepped(root: TreeNode, path: Path, direction: Direction): Moved | undefined {
  const own = path.at(-1);
  if (own === undefined) return undefined;
  const parent = path.slice(0, -1);
  const siblings = childrenAt(root, parent);
  if (direction === 'up') return own === 0 ? undefined : moved(root, path, parent, own - 1);
  if (direction === 'down') return own + 1 >= siblings.length ? undefined : moved(root, path, parent, own + 2);
  if (direction === 'out') {
    return parent.length === 0 ? undefined : moved(root, path, parent.slice(0, -1), parent.at(-1)! + 1);
  }
  const [before, after] = [siblings[own - 1], siblings[own + 1]];
  if (before !== undefined && isGroup(before)) return moved(root, path, [...parent, own - 1], before.children.length);
  if (after !== undefined && isGroup(after)) return moved(root, path, [...parent, own + 1], 0);
  return undefined;
}

/** Puts a node into a group of its own, in its place. */
export function wrapped(root: TreeNode, path: Path, kind: GroupKind): TreeNode {
  const node = nodeAt(root, path);
  return node === undefined ? root : withNodeAt(root, path, { kind, children: [node] })!;
}

/** Puts the children of a group in its place. The root's go only where there is one of them. */
export function unwrapped(root: TreeNode, path: Path): TreeNode {
  const group = nodeAt(root, path);
  if (group === undefined || !isGroup(group)) return root;
  const [only, ...others] = group.children;
  if (path.length === 0) return only !== undefined && others.length === 0 ? only : root;
  const parent = path.slice(0, -1);
  const around = nodeAt(root, parent) as GroupNode;
  const children = around.children.flatMap((child, at) => (at === path.at(-1) ? group.children : [child]));
  return withNodeAt(root, parent, { ...around, children })!;
}

/** A copy right below. */
export function duplicated(root: TreeNode, path: Path): TreeNode {
  const node = nodeAt(root, path);
  const own = path.at(-1);
  if (node === undefined) return root;
  return own === undefined ? { kind: 'all', children: [node, node] } : inserted(root, path.slice(0, -1), own + 1, node);
}

/** How deep groups stand in each other, and how many comparisons there are: the API bounds both. */
export function sizeOf(node: TreeNode | null): { readonly depth: number; readonly leaves: number } {
  if (node === null) return { depth: 0, leaves: 0 };
  if (!isGroup(node)) return { depth: 0, leaves: 1 };
  const sizes = node.children.map(sizeOf);
  // A `none` over several is two groups for the API.
  const own = node.kind === 'none' && node.children.length !== 1 ? 2 : 1;
  return {
    depth: own + Math.max(0, ...sizes.map(({ depth }) => depth)),
    leaves: sizes.reduce((sum, { leaves }) => sum + leaves, 0),
  };
}

function childrenAt(root: TreeNode, path: Path): readonly TreeNode[] {
  const node = nodeAt(root, path);
  return node !== undefined && isGroup(node) ? node.children : [];
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && startsWith(a, b);
}

/** Whether `path` is `start` or stands below it. */
export function startsWith(path: Path, start: Path): boolean {
  return start.every((index, at) => path[at] === index);
}

/** Where `path` points once the node at `taken` is gone. */
function afterRemoval(path: Path, taken: Path): Path {
  const level = taken.length - 1;
  const isBelowSameGroup = path.length > level && startsWith(path, taken.slice(0, level));
  const at = path[level];
  if (!isBelowSameGroup || at === undefined || at <= taken[level]!) return path;
  return path.map((index, one) => (one === level ? index - 1 : index));
}
