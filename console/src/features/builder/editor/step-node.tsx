import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { classes } from '../../../shared/ui/classes';
import type { Way } from '../model/ways';
import { stepHeight, stepWidth } from '../model/layout';
import { wayLooks } from '../words';

export interface StepData extends Record<string, unknown> {
  readonly title: string;
  /** Its kind, in words. */
  readonly kind: string;
  readonly sign: string;
  readonly isStart: boolean;
  readonly isOff: boolean;
  readonly hasConditions: boolean;
  readonly ways: readonly Way[];
  /** Beside the name: a mark of a check, a comparison or a run. */
  readonly mark?: { readonly sign: string; readonly text: string; readonly tone: StepTone } | undefined;
  readonly isEditable: boolean;
}
export type StepTone = 'good' | 'bad' | 'warn' | 'accent' | 'muted';
export type StepNodeType = Node<StepData, 'step'>;

const tones: Readonly<Record<StepTone, string>> = {
  good: 'border-good bg-good-tint text-good',
  bad: 'border-danger bg-danger-tint text-danger',
  warn: 'border-warn bg-warn-tint text-warn',
  accent: 'border-accent bg-accent-tint text-accent',
  muted: 'border-line bg-sunken text-muted',
};

/** A step: its name, its kind, what is to be said of it, and its ways out along the lower edge. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps<StepNodeType>) {
  const { title, kind, sign, isStart, isOff, hasConditions, ways, mark, isEditable } = data;
  return (
    <div
      className={classes(
        'relative flex items-start gap-2 rounded-lg border bg-raised p-2 text-left text-ink shadow-sm',
        selected
          ? 'border-accent ring-2 ring-accent'
          : mark === undefined
            ? 'border-edge'
            : tones[mark.tone].split(' ')[0],
        isOff && 'border-dashed',
      )}
      style={{ width: stepWidth, height: stepHeight }}
    >
      {!isStart && (
        <Handle type="target" position={Position.Top} isConnectable={isEditable} className="certloom-handle" />
      )}
      <span
        aria-hidden="true"
        className={classes(
          'flex size-8 shrink-0 items-center justify-center rounded-md border text-base',
          mark === undefined ? 'border-line bg-sunken text-ink' : tones[mark.tone],
        )}
      >
        {mark?.sign ?? sign}
      </span>
      <span className="min-w-0 flex-1 leading-tight">
        <span className="block truncate text-sm font-semibold" title={title}>
          {title}
        </span>
        <span className="block truncate text-xs text-muted">{kind}</span>
        <span className="block truncate text-xs">
          {mark !== undefined ? mark.text : isOff ? 'disabled' : hasConditions ? 'on a condition' : ''}
        </span>
      </span>
      {ways.map(({ id, label, nature }, index) => (
        <Handle
          key={id}
          id={id}
          type="source"
          position={Position.Bottom}
          isConnectable={isEditable}
          title={label}
          className="certloom-handle"
          style={{ left: `${((index + 1) / (ways.length + 1)) * 100}%`, background: wayLooks[nature].colour }}
        />
      ))}
    </div>
  );
});
