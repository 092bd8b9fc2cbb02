import { MarkerType, type Edge } from '@xyflow/react';
import type { Kinds } from '../model/edit';
import type { Flow, Point, Step } from '../model/flow';
import { waysOf, type WayNature } from '../model/ways';
import { stepHeight, stepWidth } from '../model/layout';
import { wayLooks } from '../words';
import type { NoteNodeType } from './note-node';
import { signOf } from './signs';
import type { StepData, StepNodeType } from './step-node';

export type CanvasNode = StepNodeType | NoteNodeType;

/** A step as a node of the canvas. */
export function stepNode(
  step: Step,
  at: Point,
  kinds: Kinds,
  { isEditable, mark }: { readonly isEditable: boolean; readonly mark?: StepData['mark'] },
): StepNodeType {
  const kind = kinds.get(step.type);
  const title = step.displayName === '' ? step.uniqueName : step.displayName;
  return {
    id: step.uniqueName,
    type: 'step',
    position: at,
    width: stepWidth,
    height: stepHeight,
    ariaLabel: [`Step ${title}`, kind?.title ?? step.type, mark?.text].filter((one) => one !== undefined).join(', '),
    data: {
      ...{ title, kind: kind?.title ?? step.type, sign: signOf(step.type), isStart: step.type === 'start' },
      ...{
        isOff: !step.enabled,
        hasConditions: step.conditions.length > 0,
        ways: waysOf(step, kind),
        mark,
        isEditable,
      },
    },
  };
}

export interface EdgeLook {
  /** Beside the label: how often it was gone. */
  readonly more?: string;
  readonly tone?: 'good' | 'danger' | 'accent' | 'faint';
}

/** Every way that leads to a step that there is, drawn by its nature. */
export function edgesOf(
  steps: readonly Step[],
  kinds: Kinds,
  look: (from: string, id: string, to: string) => EdgeLook = () => ({}),
): Edge[] {
  const names = new Set(steps.map(({ uniqueName }) => uniqueName));
  return steps.flatMap((step) =>
    waysOf(step, kinds.get(step.type)).flatMap(({ from, id, label, nature, to }): Edge[] => {
      if (to === undefined || !names.has(to)) return [];
      return [edgeOf({ from, id, label, nature, to }, look(from, id, to))];
    }),
  );
}

export function edgeOf(
  way: {
    readonly from: string;
    readonly id: string;
    readonly label: string;
    readonly nature: WayNature;
    readonly to: string;
  },
  { more, tone }: EdgeLook,
): Edge {
  const { from, id, label, nature, to } = way;
  const { colour, dash } = wayLooks[nature];
  const shown = tone === undefined ? colour : tone === 'faint' ? 'var(--color-line)' : `var(--color-${tone})`;
  const text = [nature === 'continue' ? undefined : label, more].filter((one) => one !== undefined).join(' ');
  return {
    id: `${from} ${id} ${to}`,
    source: from,
    sourceHandle: id,
    target: to,
    // Steps and their ways are reached by the list of steps; a tab stop for each edge would double the way through.
    focusable: false,
    type: 'smoothstep',
    ariaLabel: `${from}, ${label}: ${to}`,
    markerEnd: { type: MarkerType.ArrowClosed, color: shown, width: 18, height: 18 },
    style: {
      stroke: shown,
      strokeWidth: tone === undefined || tone === 'faint' ? 1.5 : 2.5,
      ...(dash === undefined ? {} : { strokeDasharray: dash }),
    },
    ...(text === ''
      ? {}
      : {
          label: text,
          labelStyle: { fill: 'var(--color-ink)', fontSize: 11 },
          labelBgStyle: { fill: 'var(--color-surface)' },
          labelBgPadding: [4, 2] as [number, number],
        }),
  };
}

export function noteNodes(
  { canvas }: Pick<Flow, 'canvas'>,
  on?: (id: string) => Pick<NoteNodeType['data'], 'onText' | 'onSize'>,
): NoteNodeType[] {
  return canvas.notes.map(({ noteId: id, text, x, y, width, height }) => ({
    ...{ id, type: 'note', position: { x, y }, width, height, zIndex: -1, ariaLabel: `Note: ${text}` },
    data: { text, ...(on === undefined ? { onText: undefined, onSize: undefined } : on(id)) },
  }));
}
