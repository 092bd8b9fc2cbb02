import { Menu, type MenuEntry } from '../ui/menu';
import { useBuilder } from './context';
import {
  duplicated,
  isGroup,
  removed,
  stepped,
  unwrapped,
  wrapped,
  type Direction,
  type Path,
  type TreeNode,
} from './tree';

const steps: readonly (readonly [Direction, string, string, string])[] = [
  ['up', 'Move up', '↑', 'It is the first one here.'],
  ['down', 'Move down', '↓', 'It is the last one here.'],
  ['in', 'Move into the group beside it', '→', 'There is no group beside it.'],
  ['out', 'Move out of its group', '←', 'It stands outermost.'],
];

/** What can be done with a node; the moves also by Alt and an arrow. */
export function NodeMenu({
  node,
  path,
  name,
}: {
  readonly node: TreeNode;
  readonly path: Path;
  readonly name: string;
}) {
  const { root, change } = useBuilder();
  const moves = steps.map(([direction, label, arrow, none]): MenuEntry => {
    const result = stepped(root, path, direction);
    return {
      id: direction,
      label: `${label} (Alt ${arrow})`,
      onAction: () => result !== undefined && change(result.root, result.path),
      disabledReason: result === undefined ? none : undefined,
    };
  });
  const groups: MenuEntry[] = [
    { id: 'all', label: 'Put into a group: all of these', onAction: () => change(wrapped(root, path, 'all'), path) },
    { id: 'any', label: 'Put into a group: any of these', onAction: () => change(wrapped(root, path, 'any'), path) },
    { id: 'none', label: 'Put into a group: none of these', onAction: () => change(wrapped(root, path, 'none'), path) },
  ];
  const open: MenuEntry[] =
    isGroup(node) && (path.length > 0 || node.children.length === 1)
      ? [
          {
            id: 'open',
            label: 'Take the group away, keep what is in it',
            onAction: () => change(unwrapped(root, path)),
          },
        ]
      : [];
  return (
    <Menu
      kind="quiet"
      label={<span aria-hidden="true">⋯</span>}
      name={`What to do with: ${name}`}
      entries={[
        ...(path.length > 0 ? moves : []),
        ...groups,
        ...open,
        { id: 'copy', label: 'Duplicate', onAction: () => change(duplicated(root, path)) },
        { id: 'remove', label: 'Remove', isDangerous: true, onAction: () => change(removed(root, path)) },
      ]}
    />
  );
}
