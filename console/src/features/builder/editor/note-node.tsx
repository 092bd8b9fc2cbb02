import { NodeResizer, type Node, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { classes } from '../../../shared/ui/classes';

export interface NoteData extends Record<string, unknown> {
  readonly text: string;
  readonly onText: ((text: string) => void) | undefined;
  readonly onSize:
    | ((size: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }) => void)
    | undefined;
}
export type NoteNodeType = Node<NoteData, 'note'>;

/** Text that somebody left on the canvas. It decides nothing. */
export const NoteNode = memo(function NoteNode({ data, selected }: NodeProps<NoteNodeType>) {
  const { text, onText, onSize } = data;
  return (
    <div
      className={classes(
        'size-full rounded-md border bg-warn-tint p-2 text-sm text-ink',
        selected ? 'border-accent' : 'border-warn/40',
      )}
    >
      {onSize !== undefined && (
        <NodeResizer
          isVisible={selected}
          minWidth={120}
          minHeight={60}
          onResizeEnd={(_event, { x, y, width, height }) => onSize({ x, y, width, height })}
        />
      )}
      {onText === undefined ? (
        <p className="size-full overflow-auto whitespace-pre-wrap">{text}</p>
      ) : (
        <textarea
          aria-label="Text of the note"
          // Text is selected with the pointer here; the note is moved by its edge.
          className="nodrag nowheel size-full resize-none bg-transparent outline-none"
          value={text}
          placeholder="A note for whoever comes next"
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </div>
  );
});
