import '@xyflow/react/dist/style.css';
import './canvas.css';
import { Background, Controls, ReactFlow, type Edge } from '@xyflow/react';
import type { CanvasNode } from './graph';
import { NoteNode } from './note-node';
import { StepNode } from './step-node';
import { usePageTheme } from './use-theme';

const nodeTypes = { step: StepNode, note: NoteNode };

export interface StillCanvasProps {
  readonly name: string;
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly Edge[];
  readonly onOpen?: (name: string) => void;
}

/** A graph to look at: for comparisons and runs. */
export function StillCanvas({ name, nodes, edges, onOpen }: StillCanvasProps) {
  const theme = usePageTheme();
  return (
    <ReactFlow
      className="certloom-canvas"
      aria-label={name}
      colorMode={theme}
      nodes={[...nodes]}
      edges={[...edges]}
      nodeTypes={nodeTypes}
      nodesDraggable={false}
      nodesConnectable={false}
      // The log or list beside it is the way for keyboards.
      nodesFocusable={false}
      elementsSelectable={onOpen !== undefined}
      {...(onOpen === undefined ? {} : { onNodeClick: (_event, { id }) => onOpen(id) })}
      fitView
      fitViewOptions={{ padding: 0.15, maxZoom: 1 }}
      minZoom={0.15}
    >
      <Background gap={16} />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}
