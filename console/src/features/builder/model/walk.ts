import type { Schema } from '../../../shared/api/types';
import type { Kinds } from './edit';
import type { Step } from './flow';
import { waysOf } from './ways';

export type InstanceDetail = Schema<'BuilderInstanceDetail'>;
export type Visit = Schema<'StepVisit'>;

/** The last visit of each step: how it stands on the graph. */
export function lastVisits(visits: readonly Visit[]): ReadonlyMap<string, Visit> {
  return new Map(visits.map((visit) => [visit.uniqueName, visit]));
}

/**
 * How often each way was gone: `from way` by the log. A way is told from the visit that left by it and the visit after it,
 * since a branch leaves by the name of the step that it leads to.
 */
export function waysGone(visits: readonly Visit[], steps: readonly Step[], kinds: Kinds): ReadonlyMap<string, number> {
  const gone = new Map<string, number>();
  const byName = new Map(steps.map((step) => [step.uniqueName, step]));
  for (const [index, { uniqueName, left, status, attempt }] of visits.entries()) {
    const next = visits[index + 1];
    const step = byName.get(uniqueName);
    if (step === undefined || next === undefined || next.attempt !== attempt) continue;
    if (left === null && status !== 'skipped') continue;
    const ways = waysOf(step, kinds.get(step.type)).filter(({ to }) => to === next.uniqueName);
    const way = ways.find(({ id }) => id === left) ?? ways[0];
    if (way === undefined) continue;
    const key = wayKey(uniqueName, way.id);
    gone.set(key, (gone.get(key) ?? 0) + 1);
  }
  return gone;
}

export const wayKey = (from: string, id: string): string => `${from} ${id}`;

/** Variables as they were when a visit began: what the start told, and what the visits before it have left. */
export function variablesAt(
  { initialData, steps }: Pick<InstanceDetail, 'initialData' | 'steps'>,
  index: number,
): Readonly<Record<string, unknown>> {
  return steps
    .slice(0, index)
    .reduce<Readonly<Record<string, unknown>>>((known, { variables }) => ({ ...known, ...variables }), initialData);
}

/** `2 min 5 s`, from the begin of a visit to its end. */
export function lasted(from: string, to: string | null, now: Date): string {
  const ms = Math.max(0, (to === null ? now.getTime() : Date.parse(to)) - Date.parse(from));
  if (ms < 1000) return `${ms} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}
