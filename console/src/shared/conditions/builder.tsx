import { lazy, Suspense, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { sentencesBelow, useAllFaults } from '../forms/faults';
import { isSame } from '../forms/merge';
import { valueAt } from '../forms/pointers';
import { Button } from '../ui/button';
import { BuilderProvider, type BuilderContext, type DropPlace } from './context';
import { blankLeaf, type ConditionField } from './fields';
import { nodeFaults, type Stage } from './leaf-faults';
import { Node } from './node';
import {
  inserted,
  isGroup,
  moved,
  nodeAt,
  pointerOfPath,
  readTree,
  toCondition,
  type Path,
  type TreeNode,
} from './tree';
import { useSteps } from './use-steps';

const JsonPane = lazy(() => import('./json-pane'));

export interface ConditionBuilderProps {
  /** Of the part of the form: `Condition`. */
  readonly label: string;
  /** A condition of the API; null takes everything. */
  readonly value: unknown;
  /** @param typed the same for changes that are one step to undo, such as letters of a value */
  readonly onChange: (condition: unknown, typed?: string) => void;
  readonly fields: readonly ConditionField[];
  /** Fields that this stage of an upload does not know are not offered. */
  readonly stage?: Stage | undefined;
  /** Where the condition stands in the body, for the sentences of `FaultsOf`. */
  readonly pointer?: string;
  /** What a check of this very condition has found, by pointers into it. */
  readonly faults?: ReadonlyMap<string, readonly string[]>;
  /** What can never match as things stand, by pointers into it. */
  readonly warnings?: ReadonlyMap<string, readonly string[]>;
  /** What it means that there is no condition. */
  readonly emptyText: string;
  /** Those of the editor around it; without them it has its own. */
  readonly history?: { readonly undo: (() => void) | undefined; readonly redo: (() => void) | undefined };
}

const none: ReadonlyMap<string, readonly string[]> = new Map();

/** A condition as a tree that is changed by pointer or keyboard, with its JSON beside it. */
export function ConditionBuilder(props: ConditionBuilderProps) {
  const { label, value, fields, stage, pointer = '/condition', faults = none, warnings = none, emptyText } = props;
  const [tree, setTree] = useState(() => readTree(value));
  // Changed from outside, for example by undo. A tree that says the same is kept: groups stay as they were made.
  const isOther = !isSame(toCondition(tree), value ?? null);
  const root = isOther ? readTree(value) : tree;
  if (isOther) setTree(root);
  const steps = useSteps(value, props.onChange);
  const { undo, redo } = props.history ?? steps;
  const [showsJson, setShowsJson] = useState(false);
  const [dragged, setDragged] = useState<Path>();
  const [place, setPlace] = useState<DropPlace>();
  const [focusAt, setFocusAt] = useState<Path>();
  const area = useRef<HTMLDivElement>(null);
  const told = useToldFaults(value, pointer);

  const change = (next: TreeNode | null, at?: Path, typed?: string) => {
    const condition = toCondition(next);
    setTree(next);
    if (at !== undefined) setFocusAt(at);
    steps.note(typed);
    props.onChange(condition, typed);
  };
  useEffect(() => {
    if (focusAt === undefined) return;
    // A menu that closes gives the focus back to its button first.
    const timer = setTimeout(() => {
      focusNode(area.current, focusAt);
      setFocusAt(undefined);
    }, 60);
    return () => clearTimeout(timer);
  }, [focusAt]);

  const builder: BuilderContext | undefined =
    root === null
      ? undefined
      : {
          ...{ root, fields, stage, change, dragged, place },
          faultsAt(path) {
            const at = pointerOfPath(root, path);
            const node = nodeAt(root, path)!;
            const of = (map: ReadonlyMap<string, readonly string[]>) => ownFaults(map, at, isGroup(node));
            const errors = [
              ...new Set([...nodeFaults(node, { fields, stage }, path.length === 0), ...of(faults), ...of(told)]),
            ];
            return { errors, warnings: of(warnings) };
          },
          onDrag(path) {
            setDragged(path);
            setPlace(undefined);
          },
          onPlace: setPlace,
          onDrop() {
            const result = dragged === undefined || place === undefined ? undefined : dropped(root, dragged, place);
            setDragged(undefined);
            setPlace(undefined);
            if (result !== undefined) change(result.root, result.path);
          },
        };
  const keys = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (event.target as Element).closest('[data-own-keys]'))
      return;
    const key = event.key.toLowerCase();
    const step = key === 'y' || (key === 'z' && event.shiftKey) ? redo : key === 'z' ? undo : undefined;
    if (step === undefined) return;
    event.preventDefault();
    step();
  };
  const all = useMemo(() => new Map([...told, ...faults]), [told, faults]);
  const start = (child: TreeNode) => change(inserted(null, [], 0, child), [0]);
  return (
    <div role="group" aria-label={label} onKeyDown={keys} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">{label}</h3>
        <div className="flex flex-wrap gap-1">
          <Button
            kind="quiet"
            hint="Ctrl Z"
            onPress={() => undo?.()}
            disabledReason={undo ? undefined : 'Nothing was changed yet.'}
          >
            Undo
          </Button>
          <Button
            kind="quiet"
            hint="Ctrl Y"
            onPress={() => redo?.()}
            disabledReason={redo ? undefined : 'Nothing was undone.'}
          >
            Redo
          </Button>
          <Button kind="quiet" aria-pressed={showsJson} onPress={() => setShowsJson(!showsJson)}>
            {showsJson ? 'Hide JSON' : 'Show JSON'}
          </Button>
        </div>
      </div>
      <div className={showsJson ? 'grid gap-3 xl:grid-cols-[3fr_2fr]' : undefined}>
        <div ref={area} className="min-w-0">
          {builder === undefined ? (
            <div className="flex flex-wrap items-center gap-3 rounded-md border border-dashed border-edge p-3 text-sm">
              <p>{emptyText}</p>
              <Button onPress={() => start({ kind: 'leaf', leaf: blankLeaf })}>Add a comparison</Button>
            </div>
          ) : (
            <BuilderProvider value={builder}>
              <Node node={builder.root} path={[]} />
              {!isGroup(builder.root) && (
                <Button
                  kind="quiet"
                  onPress={() => change(inserted(builder.root, [], 1, { kind: 'leaf', leaf: blankLeaf }), [1])}
                >
                  + Comparison
                </Button>
              )}
            </BuilderProvider>
          )}
        </div>
        {showsJson && (
          <Suspense fallback={<p className="text-sm text-muted">Loading the editor …</p>}>
            <JsonPane value={value} faults={all} onChange={(next) => change(readTree(next), undefined, 'json')} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

/** Of a comparison also what is about a part of it; of a group only what is about itself. */
function ownFaults(map: ReadonlyMap<string, readonly string[]>, at: string, isOfGroup: boolean): readonly string[] {
  const isOwn = (pointer: string) =>
    pointer === at ||
    (isOfGroup
      ? /^\/(all|any|not|not\/any)$/.test(pointer.slice(at.length)) && pointer.startsWith(at)
      : pointer.startsWith(`${at}/`));
  return [...map].filter(([pointer]) => isOwn(pointer)).flatMap(([, sentences]) => sentences);
}

function dropped(root: TreeNode, from: Path, { path, where }: DropPlace) {
  const target = nodeAt(root, path);
  if (where === 'into')
    return target !== undefined && isGroup(target) ? moved(root, from, path, target.children.length) : undefined;
  return moved(root, from, path.slice(0, -1), path.at(-1)! + (where === 'after' ? 1 : 0));
}

/** The sentences of the last refusal, as far as what they are about is still the same and stands where it stood. */
function useToldFaults(value: unknown, pointer: string): ReadonlyMap<string, readonly string[]> {
  const all = useAllFaults();
  const about = useRef({ all, value });
  if (about.current.all !== all) about.current = { all, value };
  const { value: then } = about.current;
  return useMemo(
    () =>
      new Map(
        [...sentencesBelow(all, pointer)].filter(([inner]) => isSame(valueAt(value, inner), valueAt(then, inner))),
      ),
    [all, pointer, value, then],
  );
}

/** The part of the node that had the focus before, or its first. */
function focusNode(area: HTMLElement | null, path: Path): void {
  const node = area?.querySelector(`[data-path="${path.join('.')}"]`);
  const part = document.activeElement?.closest('[data-part]')?.getAttribute('data-part');
  const within = (part && node?.querySelector(`[data-part="${part}"]`)) || node;
  within?.querySelector<HTMLElement>('input, button, textarea')?.focus();
}
