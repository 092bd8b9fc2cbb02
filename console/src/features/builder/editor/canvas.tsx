import '@xyflow/react/dist/style.css';
import './canvas.css';
import {
  applyNodeChanges,
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Connection,
  type EdgeChange,
  type NodeChange,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { motion } from '../../../shared/preferences';
import { addStep, changeNote, connect, move, remove, type Kinds } from '../model/edit';
import type { Flow, Point } from '../model/flow';
import { placesOf, stepHeight, stepWidth } from '../model/layout';
import { marksOf, type FlowProblem } from '../model/problems';
import { dragType } from './drag-type';
import { edgesOf, noteNodes, stepNode, type CanvasNode } from './graph';
import { NoteNode } from './note-node';
import { StepNode, type StepData } from './step-node';
import { usePageTheme } from './use-theme';

const nodeTypes = { step: StepNode, note: NoteNode };

export interface CanvasProps {
  readonly flow: Flow;
  readonly kinds: Kinds;
  readonly problems: readonly FlowProblem[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly isEditable: boolean;
  /** One act; `place` joins what is typed in one stretch. */
  readonly onFlow: (flow: Flow, place?: string) => void;
  /** Counted up to bring everything into sight. */
  readonly fits: number;
}

/** The graph of a definition, to be changed by pointer and keyboard. */
export default function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Graph {...props} />
    </ReactFlowProvider>
  );
}

function Graph({ flow, kinds, problems, selected, onSelect, isEditable, onFlow, fits }: CanvasProps) {
  const theme = usePageTheme();
  const { screenToFlowPosition, fitView } = useReactFlow();
  const latest = useRef({ flow, selected });
  latest.current = { flow, selected };
  const marks = useMemo(() => marksOf(problems), [problems]);
  const wanted = useMemo<readonly CanvasNode[]>(() => {
    const places = placesOf(flow.steps, flow.canvas, kinds);
    const markOf = (name: string): StepData['mark'] => {
      const severity = marks.get(name);
      if (severity === undefined) return undefined;
      return severity === 'error'
        ? { sign: '!', text: 'has errors', tone: 'bad' }
        : { sign: '!', text: 'has warnings', tone: 'warn' };
    };
    const edit = (id: string) => ({
      onText: (text: string) => onFlow(changeNote(latest.current.flow, id, { text }), `note ${id}`),
      onSize: (size: Partial<Point>) => onFlow(changeNote(latest.current.flow, id, size)),
    });
    return [
      ...noteNodes(flow, isEditable ? edit : undefined),
      ...flow.steps.map((step) =>
        stepNode(step, places.get(step.uniqueName)!, kinds, { isEditable, mark: markOf(step.uniqueName) }),
      ),
    ];
  }, [flow, kinds, marks, isEditable, onFlow]);
  const [nodes, setNodes] = useState<readonly CanvasNode[]>([]);
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      // With its measures a node stays in sight while it is put elsewhere.
      const [first] = selected.size > 0 ? selected : wanted.map(({ id }) => id);
      return wanted.map((node) => {
        const { measured, dragging, position } = known.get(node.id) ?? {};
        return {
          ...node,
          // News of the check must not take a step out of the hand that drags it.
          ...(dragging === true ? { dragging, position } : {}),
          selected: selected.has(node.id),
          // One stop for the Tab key, and not one for each step: others are chosen in the list beside the canvas.
          focusable: node.id === first,
          ...(measured === undefined ? {} : { measured }),
        };
      });
    });
  }, [wanted, selected]);
  const [chosenEdges, setChosenEdges] = useState<ReadonlySet<string>>(new Set());
  const edges = useMemo(
    () => edgesOf(flow.steps, kinds).map((edge) => ({ ...edge, selected: chosenEdges.has(edge.id) })),
    [flow.steps, kinds, chosenEdges],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) =>
      setChosenEdges((before) => {
        const next = new Set(before);
        for (const change of changes) {
          if (change.type !== 'select') continue;
          if (change.selected) next.add(change.id);
          else next.delete(change.id);
        }
        return next;
      }),
    [],
  );
  useEffect(() => {
    if (fits > 0) void fitView({ duration: motion(300), padding: 0.15, maxZoom: 1 });
  }, [fits, fitView]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      setNodes((before) =>
        applyNodeChanges(
          changes.filter(({ type }) => type !== 'remove'),
          [...before],
        ),
      );
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length > 0) {
        const next = new Set(latest.current.selected);
        for (const { id, selected: isOn } of chosen) {
          if (isOn) next.add(id);
          else next.delete(id);
        }
        onSelect(next);
      }
      // The end of a drag, and each step of the arrow keys.
      const moved = changes.flatMap((change) =>
        change.type === 'position' && change.dragging !== true && change.position !== undefined
          ? [[change.id, change.position] as const]
          : [],
      );
      if (moved.length > 0) onFlow(move(latest.current.flow, new Map(moved)), `move ${moved.map(([id]) => id).join()}`);
    },
    [onFlow, onSelect],
  );
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle !== null) onFlow(connect(latest.current.flow, source, sourceHandle, target));
    },
    [onFlow],
  );
  const onDrop = (event: DragEvent) => {
    const kind = kinds.get(event.dataTransfer.getData(dragType));
    if (kind === undefined || !isEditable) return;
    event.preventDefault();
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    const { flow: next, name } = addStep(flow, kind, { x: at.x - stepWidth / 2, y: at.y - stepHeight / 2 });
    onFlow(next);
    onSelect(new Set([name]));
  };
  return (
    <ReactFlow
      className="certloom-canvas"
      aria-label="Canvas of the workflow"
      colorMode={theme}
      nodes={nodes as CanvasNode[]}
      edges={edges}
      nodeTypes={nodeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onConnect={onConnect}
      onEdgesDelete={(gone) =>
        onFlow(
          gone.reduce(
            (now, { source, sourceHandle }) => connect(now, source, sourceHandle ?? '', undefined),
            latest.current.flow,
          ),
        )
      }
      onBeforeDelete={({ nodes: gone, edges: cut }) => {
        // Taken out by our own hand, so that ways close over the gap and it is one step back.
        if (gone.length > 0) onFlow(remove(latest.current.flow, new Set(gone.map(({ id }) => id)), kinds));
        return Promise.resolve(gone.length > 0 ? false : { nodes: [], edges: cut });
      }}
      isValidConnection={({ source, target }) => source !== target}
      nodesDraggable={isEditable}
      nodesConnectable={isEditable}
      deleteKeyCode={isEditable ? ['Delete', 'Backspace'] : null}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(dragType)) event.preventDefault();
      }}
      onDrop={onDrop}
      fitView
      fitViewOptions={{ padding: 0.15, maxZoom: 1 }}
      minZoom={0.15}
      snapToGrid
      snapGrid={[8, 8]}
      proOptions={{ hideAttribution: false }}
    >
      <Background gap={16} />
      <Controls showInteractive={false} />
      {flow.steps.length > 12 && <MiniMap pannable ariaLabel="Small picture of the whole" />}
    </ReactFlow>
  );
}
