import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { MergeDialog } from '../../../shared/forms/merge-dialog';
import { FaultSummary } from '../../../shared/forms/faults';
import { UnsavedGuard } from '../../../shared/forms/unsaved-guard';
import { useMay } from '../../../shared/session/me';
import { Page } from '../../../shared/shell/page';
import { CertText } from '../../../shared/text/cert-text';
import { Button } from '../../../shared/ui/button';
import { Loading, Badge } from '../../../shared/ui/states';
import { Tabs } from '../../../shared/ui/tabs';
import { tell } from '../../../shared/ui/toasts';
import { copiedOf, copy, paste } from '../model/clipboard';
import { addNote, addStep, move, remove, type Kinds } from '../model/edit';
import type { Definition, Flow, FlowType, StepKind } from '../model/flow';
import { below, freeSpot, pinned, placesOf } from '../model/layout';
import { fromMembers, toMembers } from '../model/merge-members';
import { waysOf } from '../model/ways';
import { standingOf } from '../words';
import { EditorActions } from './editor-actions';
import { FlowPanel } from './flow-panel';
import { OverTime } from './over-time';
import { Palette } from './palette';
import { ProblemsList } from './problems-list';
import { StepPanel } from './step-panel';
import { StepsList } from './steps-list';
import { Toolbar } from './toolbar';
import { useEditorKeys } from './use-editor-keys';
import type { useFlow } from './use-flow';
import { useWide } from './use-wide';

const Canvas = lazy(() => import('./canvas'));

export interface EditorProps {
  readonly definition: Definition;
  readonly types: readonly FlowType[];
  readonly kinds: Kinds;
  readonly flow: ReturnType<typeof useFlow>;
}

const none: ReadonlySet<string> = new Set();

/** Canvas, list of steps and the form of what is chosen, with everything that is done to the workflow as a whole. */
export function Editor({ definition, types, kinds, flow: state }: EditorProps) {
  const { draft, setDraft, problems, canBeSaved, isDirty, merge, error } = state;
  const may = useMay();
  const isEditable = may('builder:write');
  const isWide = useWide();
  const [selected, setSelected] = useState<ReadonlySet<string>>(none);
  const [side, setSide] = useState('steps');
  const [fits, setFits] = useState(0);
  const type = types.find((one) => one.type === draft.type);
  const choose = (name: string) => setSelected(new Set([name]));
  const [only] = selected;
  const step = selected.size === 1 ? draft.steps.find(({ uniqueName }) => uniqueName === only) : undefined;
  const places = useMemo(() => placesOf(draft.steps, draft.canvas, kinds), [draft.steps, draft.canvas, kinds]);
  const shownAt = useRef(places);
  shownAt.current = places;
  const onFlow = useCallback(
    (next: Flow, place?: string) => setDraft(pinned(next, shownAt.current), place),
    [setDraft],
  );

  const add = (kind: StepKind) => {
    const behind = step === undefined ? undefined : waysOf(step, kinds.get(step.type))[0];
    const taken = [...places.values()];
    const lowest = taken.reduce((most, one) => (one.y > most.y ? one : most), taken[0] ?? { x: 0, y: 0 });
    const from = step === undefined ? lowest : (places.get(step.uniqueName) ?? lowest);
    const { flow, name } = addStep(draft, kind, freeSpot(below(from), taken), behind);
    onFlow(flow);
    choose(name);
    tell(`Added ${kind.title} as ${name}${behind === undefined ? '' : `, behind ${step!.uniqueName}`}.`);
  };
  const removeChosen = () => {
    onFlow(remove(draft, selected, kinds));
    setSelected(none);
  };
  const copyChosen = () => (selected.size === 0 ? undefined : JSON.stringify(copy(draft, selected), null, 2));
  const pasteText = (text: string) => {
    const copied = copiedOf(text);
    if (copied === undefined || !isEditable) return false;
    const pasted = paste(draft, copied, kinds, () => crypto.randomUUID());
    onFlow(pasted.flow);
    setSelected(new Set(pasted.ids));
    return true;
  };
  const save = () => {
    if (isEditable && isDirty && canBeSaved && !state.isSaving) state.save();
  };
  useEditorKeys({ undo: state.undo, redo: state.redo, save, copy: copyChosen, paste: pasteText });

  const readRevision = Number((state.query.data?.etag ?? '').replaceAll('"', ''));
  const isBehind = definition.revision > readRevision && !state.isSaving && !state.query.isFetching;
  const writeReason = isEditable ? undefined : 'You need the permission builder:write.';
  const { text, tone } = standingOf(definition);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const panel =
    step !== undefined ? (
      <StepPanel
        key={step.uniqueName}
        {...{ flow: draft, step, kinds, type, problems, isEditable, onFlow }}
        onSelect={choose}
        onRemove={removeChosen}
      />
    ) : (
      <FlowPanel {...{ flow: draft, type, problems, isEditable, onFlow }} isGlobal={definition.isGlobal} />
    );
  const sideTabs = [
    {
      id: 'steps',
      label: 'Steps',
      content: <StepsList steps={draft.steps} {...{ kinds, problems, selected }} onSelect={choose} />,
    },
    {
      id: 'add',
      label: 'Add',
      content: (
        <Palette
          kinds={kinds}
          type={draft.type}
          disabledReason={writeReason}
          onAdd={add}
          onNote={() => onFlow(addNote(draft, noteSpot(places), crypto.randomUUID()))}
        />
      ),
    },
    {
      id: 'problems',
      label: errors > 0 ? `Problems (${problems.length}!)` : `Problems (${problems.length})`,
      content: <ProblemsList problems={problems} canBeSaved={canBeSaved} onOpen={choose} />,
    },
  ];
  return (
    <Page
      title={`Workflow ${definition.name}`}
      heading={
        <>
          <CertText>{draft.name}</CertText> <Badge tone={tone}>{text}</Badge>{' '}
          {isDirty && <Badge tone="warn">not saved</Badge>}
        </>
      }
      actions={
        <EditorActions
          {...{ definition, isDirty, type, canBeSaved }}
          onSave={save}
          isSaving={state.isSaving}
          onOpen={choose}
        />
      }
    >
      <FaultSummary error={error} shown={(pointer) => pointer !== '' && problems.length > 0} />
      {isBehind && (
        <p
          role="status"
          className="flex flex-wrap items-center gap-2 rounded-md border border-warn/40 bg-warn-tint p-3 text-sm"
        >
          Somebody else has saved this workflow meanwhile.
          {isDirty ? (
            ' Saving shows both sides and lets you merge them.'
          ) : (
            <Button
              onPress={() => {
                state.reset();
                void state.query.refetch();
              }}
            >
              Show it
            </Button>
          )}
        </p>
      )}
      <Toolbar
        {...{ isEditable, selected, undo: state.undo, redo: state.redo, isChecking: state.isChecking }}
        onCopy={copyChosen}
        onPaste={pasteText}
        onRemove={removeChosen}
        onLayOut={() => {
          const all = placesOf(draft.steps, { places: [], notes: [] }, kinds);
          onFlow(move(draft, all));
          setFits((count) => count + 1);
        }}
        onFit={isWide ? () => setFits((count) => count + 1) : undefined}
        onWhole={selected.size > 0 ? () => setSelected(none) : undefined}
      />
      <div
        className={
          isWide
            ? 'grid h-[calc(100dvh-15rem)] min-h-112 grid-cols-[17rem_minmax(0,1fr)_24rem] gap-3'
            : 'flex flex-col gap-3'
        }
      >
        <div
          className="overflow-auto rounded-lg border border-line bg-surface p-3"
          role="region"
          aria-label="Steps and problems"
          tabIndex={isWide ? 0 : undefined}
        >
          <Tabs name="Beside the canvas" tabs={sideTabs} selected={side} onSelect={setSide} />
        </div>
        {isWide && (
          <div className="overflow-hidden rounded-lg border border-line" data-canvas>
            <Suspense fallback={<Loading what="the canvas" />}>
              <Canvas
                flow={draft}
                {...{ kinds, problems, selected, isEditable, onFlow, fits }}
                onSelect={setSelected}
              />
            </Suspense>
          </div>
        )}
        <div
          className="overflow-auto rounded-lg border border-line bg-surface p-3"
          role="region"
          aria-label={step === undefined ? 'The workflow' : `Step ${step.uniqueName}`}
          tabIndex={isWide ? 0 : undefined}
        >
          {panel}
        </div>
      </div>
      <OverTime uuid={definition.uuid} />
      <UnsavedGuard isDirty={isDirty} />
      {merge.base !== undefined && merge.theirs !== undefined && (
        <MergeDialog
          base={toMembers(merge.base)}
          mine={toMembers(merge.mine)}
          theirs={toMembers(merge.theirs)}
          onMerge={(merged) => merge.onMerge(fromMembers(merged))}
          onClose={merge.onClose}
        />
      )}
    </Page>
  );
}

function noteSpot(places: ReadonlyMap<string, { readonly x: number; readonly y: number }>) {
  const all = [...places.values()];
  return { x: Math.max(...all.map(({ x }) => x), 0) + 260, y: Math.min(...all.map(({ y }) => y), 0) };
}
