import { useMemo } from 'react';
import type { Kinds } from '../model/edit';
import type { Flow, Step } from '../model/flow';
import { placesOf } from '../model/layout';
import { lastVisits, wayKey, waysGone, type Visit } from '../model/walk';
import { visitWords } from '../words';
import { edgesOf, noteNodes, stepNode } from '../editor/graph';
import { StillCanvas } from '../editor/still-canvas';
import type { StepData, StepTone } from '../editor/step-node';

const signs: Readonly<Record<Visit['status'], string>> = {
  ...{ running: '…', waiting: '◷', done: '✓', skipped: '↷', failed: '✕', timed_out: '◷', cancelled: '■' },
};

export interface RunCanvasProps {
  readonly steps: readonly Step[];
  readonly canvas: Flow['canvas'];
  readonly kinds: Kinds;
  readonly visits: readonly Visit[];
  readonly onOpen: (name: string) => void;
}

/** The graph of the version that an instance runs, with the way that it took. */
export default function RunCanvas({ steps, canvas, kinds, visits, onOpen }: RunCanvasProps) {
  const { nodes, edges } = useMemo(() => {
    const places = placesOf(steps, canvas, kinds);
    const last = lastVisits(visits);
    const gone = waysGone(visits, steps, kinds);
    const markOf = (name: string): StepData['mark'] => {
      const visit = last.get(name);
      if (visit === undefined) return { sign: '·', text: 'not reached', tone: 'muted' };
      const { text, tone } = visitWords(visit.status);
      const times = visits.filter(({ uniqueName }) => uniqueName === name).length;
      return {
        sign: signs[visit.status],
        text: times > 1 ? `${text}, ${times} visits` : text,
        tone: tone === 'neutral' ? 'muted' : (tone satisfies StepTone),
      };
    };
    return {
      nodes: [
        ...noteNodes({ canvas }),
        ...steps.map((step) =>
          stepNode(step, places.get(step.uniqueName)!, kinds, { isEditable: false, mark: markOf(step.uniqueName) }),
        ),
      ],
      edges: edgesOf(steps, kinds, (from, id) => {
        const times = gone.get(wayKey(from, id));
        if (times === undefined) return { tone: 'faint' };
        return times > 1 ? { tone: 'accent', more: `×${times}` } : { tone: 'accent' };
      }),
    };
  }, [steps, canvas, kinds, visits]);
  return <StillCanvas name="The way that was taken" nodes={nodes} edges={edges} onOpen={onOpen} />;
}
