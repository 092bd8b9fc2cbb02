import type { DragEvent, KeyboardEvent, ReactNode } from 'react';
import { Button } from '../ui/button';
import { classes } from '../ui/classes';
import { Select } from '../ui/select';
import { useBuilder, type Where } from './context';
import { blankLeaf, fieldOf, isNamed, operatorWords } from './fields';
import { LeafEditor } from './leaf';
import { NodeMenu } from './node-menu';
import {
  inserted,
  isGroup,
  stepped,
  withNodeAt,
  type Direction,
  type GroupKind,
  type GroupNode,
  type Path,
  type TreeNode,
} from './tree';
import { valueText } from '../text/words';

const kinds: readonly { readonly value: GroupKind; readonly label: string }[] = [
  { value: 'all', label: 'All of these' },
  { value: 'any', label: 'Any of these' },
  { value: 'none', label: 'None of these' },
];

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'in',
  ArrowLeft: 'out',
};

/** A comparison or a group of the tree, with what it can be done to. */
export function Node({ node, path }: { readonly node: TreeNode; readonly path: Path }) {
  const builder = useBuilder();
  const { root, change, dragged, place, onDrag, onPlace, onDrop, faultsAt } = builder;
  const { errors, warnings } = faultsAt(path);
  const name = nameOf(node, builder);
  const id = path.join('.');
  const isDragged = dragged?.join('.') === id;
  const where = place?.path.join('.') === id ? place.where : undefined;
  const move = (event: KeyboardEvent) => {
    const direction = event.altKey ? arrows[event.key] : undefined;
    if (direction === undefined) return;
    // Also where there is no place to move to: in browsers Alt and an arrow leave the page.
    event.preventDefault();
    event.stopPropagation();
    const result = stepped(root, path, direction);
    if (result !== undefined) change(result.root, result.path);
  };
  const over = (event: DragEvent<HTMLElement>) => {
    if (dragged === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = path.length === 0 ? 'into' : placeIn(event, isGroup(node));
    if (next !== where) onPlace({ path, where: next });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onDrop();
  };
  const handle = path.length > 0 && (
    <span
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', name);
        onDrag(path);
      }}
      onDragEnd={() => onDrag(undefined)}
      title="Drag to another place; by keyboard: Alt and an arrow"
      aria-hidden="true"
      className="cursor-grab px-1 pt-1 text-muted select-none"
    >
      ⠿
    </span>
  );
  const row = (
    <div
      data-path={id}
      role="group"
      aria-label={name}
      onKeyDownCapture={isGroup(node) ? undefined : move}
      onDragOver={over}
      onDrop={drop}
      className={classes(
        'relative flex flex-col gap-1 rounded-md',
        isDragged && 'opacity-50',
        where === 'into' && 'outline-2 outline-accent',
        where === 'before' && 'shadow-[0_-2px_0_0_var(--color-accent)]',
        where === 'after' && 'shadow-[0_2px_0_0_var(--color-accent)]',
        isGroup(node) && 'border border-line bg-surface p-2',
      )}
    >
      {isGroup(node) ? (
        <Group node={node} path={path} name={name} handle={handle} onKeyDownCapture={move} />
      ) : (
        <div className="flex items-start gap-1">
          {handle}
          <LeafEditor leaf={node.leaf} path={path} hasErrors={errors.length > 0} />
          <NodeMenu node={node} path={path} name={name} />
        </div>
      )}
      <Faults errors={errors} warnings={warnings} />
    </div>
  );
  return path.length === 0 ? row : <li>{row}</li>;
}

interface GroupProps {
  readonly node: GroupNode;
  readonly path: Path;
  readonly name: string;
  readonly handle: ReactNode;
  readonly onKeyDownCapture: (event: KeyboardEvent) => void;
}

function Group({ node, path, name, handle, onKeyDownCapture }: GroupProps) {
  const { root, change } = useBuilder();
  const add = (child: TreeNode) =>
    change(inserted(root, path, node.children.length, child), [...path, node.children.length]);
  return (
    <>
      <div className="flex items-start gap-1" onKeyDownCapture={onKeyDownCapture}>
        {handle}
        <Select
          className="w-40"
          label={<span className="sr-only">Which of these must hold</span>}
          value={node.kind}
          choices={kinds}
          onChange={(kind) => change(withNodeAt(root, path, { ...node, kind }))}
        />
        <NodeMenu node={node} path={path} name={name} />
      </div>
      {node.children.length > 0 && (
        <ul className="flex flex-col gap-2 border-l-2 border-line pl-2 sm:ml-2 sm:pl-3">
          {node.children.map((child, index) => (
            <Node key={index} node={child} path={[...path, index]} />
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-1 sm:ml-5">
        <Button kind="quiet" onPress={() => add({ kind: 'leaf', leaf: blankLeaf })}>
          + Comparison
        </Button>
        <Button
          kind="quiet"
          onPress={() =>
            add({ kind: node.kind === 'any' ? 'all' : 'any', children: [{ kind: 'leaf', leaf: blankLeaf }] })
          }
        >
          + Group
        </Button>
      </div>
    </>
  );
}

function Faults({ errors, warnings }: { readonly errors: readonly string[]; readonly warnings: readonly string[] }) {
  if (errors.length + warnings.length === 0) return null;
  return (
    <div className="px-1 text-xs">
      {errors.map((error) => (
        <p key={error} className="text-danger">
          {error}
        </p>
      ))}
      {warnings.map((warning) => (
        <p key={warning} className="text-warn">
          {warning}
        </p>
      ))}
    </div>
  );
}

/** A node in words, for screen readers and menus. */
function nameOf(node: TreeNode, { fields }: Pick<ReturnType<typeof useBuilder>, 'fields'>): string {
  if (isGroup(node)) return kinds.find(({ value }) => value === node.kind)!.label;
  const { leaf } = node;
  const field = fieldOf(fields, leaf);
  const about = valueText(field === undefined || isNamed(field) ? leaf['field'] : field.label);
  if (about === '') return 'New comparison';
  return `${about} ${operatorWords(valueText(leaf['operator']), field?.type)} ${valueText(leaf['value'])}`.trim();
}

/** Upper third: before it; lower third: after it; between them into a group. */
function placeIn(event: DragEvent<HTMLElement>, isOfGroup: boolean): Where {
  const { top, height } = event.currentTarget.getBoundingClientRect();
  const share = (event.clientY - top) / height;
  if (!isOfGroup) return share < 0.5 ? 'before' : 'after';
  const edge = Math.min(0.33, 14 / height);
  return share < edge ? 'before' : share > 1 - edge ? 'after' : 'into';
}
