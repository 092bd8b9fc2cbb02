/** Messages of instances of the workflow builder: ids, numbers and codes only. */
import { defineSignal } from '@temporalio/workflow';
import type { InstanceStatus } from '../../domain/builder/instance';
import type { ScriptRunPlan } from './scripts';

export interface BuilderRun {
  readonly instanceId: string;
}

/** How an instance goes on after a stretch of steps. */
export type InstanceStep =
  | { readonly kind: 'ended'; readonly status: InstanceStatus }
  /** The stretch is over and the next one follows. */
  | { readonly kind: 'again'; readonly executed: number }
  /** A script is to be done first. */
  | { readonly kind: 'script'; readonly plan: ScriptRunPlan; readonly executed: number }
  /** Until its row moves, or so long; null: without end. */
  | { readonly kind: 'waits'; readonly waitMs: number | null; readonly executed: number };

/** To the run of an instance: its row has moved. */
export const instanceMoved = defineSignal('instanceMoved');

/** The same, and the script that is under way is wanted no more. */
export const instanceStopped = defineSignal('instanceStopped');

/** `workflow builder: complete`. */
export function instanceInWords(status: InstanceStatus | null): string {
  return `workflow builder: ${status === null ? 'no such instance' : status.replaceAll('_', ' ')}`;
}
