import { useMemo } from 'react';
import { diffOf, wayDiffs } from '../model/diff';
import type { Kinds } from '../model/edit';
import type { Flow, Step } from '../model/flow';
import { placesOf } from '../model/layout';
import { edgeOf, noteNodes, stepNode } from './graph';
import { StillCanvas } from './still-canvas';
import type { StepData } from './step-node';

const marks = {
  added: { sign: '+', text: 'added', tone: 'good' },
  removed: { sign: '−', text: 'removed', tone: 'bad' },
  changed: { sign: '≠', text: 'changed', tone: 'warn' },
  same: undefined,
} as const satisfies Readonly<Record<string, StepData['mark']>>;

export interface DiffCanvasProps {
  readonly before: readonly Step[];
  readonly after: readonly Step[];
  readonly canvas: Flow['canvas'];
  readonly kinds: Kinds;
}

/** Both versions in one picture. What is gone is still drawn, and says so. */
export default function DiffCanvas({ before, after, canvas, kinds }: DiffCanvasProps) {
  const { nodes, edges } = useMemo(() => {
    const diffs = diffOf(before, after);
    const all = diffs.map(({ before: was, after: is }) => (is ?? was)!);
    const places = placesOf(all, canvas, kinds);
    return {
      nodes: [
        ...noteNodes({ canvas }),
        ...diffs.map(({ name, kind, before: was, after: is }) =>
          stepNode((is ?? was)!, places.get(name)!, kinds, { isEditable: false, mark: marks[kind] }),
        ),
      ],
      edges: wayDiffs(before, after, kinds).map(({ kind, to, ...way }) =>
        edgeOf(
          { ...way, to: to! },
          kind === 'added' ? { tone: 'good', more: 'new' } : kind === 'removed' ? { tone: 'danger', more: 'gone' } : {},
        ),
      ),
    };
  }, [before, after, canvas, kinds]);
  return <StillCanvas name="Picture of the difference" nodes={nodes} edges={edges} />;
}
