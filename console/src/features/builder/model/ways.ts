import type { Step, StepKind } from './flow';

/** What leads out of a step. */
export interface Way {
  readonly from: string;
  /** Of the handle on the canvas: `continue`, `onError`, `branch:0`, `else`. */
  readonly id: string;
  readonly label: string;
  readonly nature: WayNature;
  /** Unique name of the step that it leads to; undefined while it leads nowhere. */
  readonly to: string | undefined;
}

export type WayNature = 'continue' | 'error' | 'reject' | 'timeout' | 'branch' | 'else';

const known: Readonly<Record<string, { readonly label: string; readonly nature: WayNature }>> = {
  continue: { label: 'then', nature: 'continue' },
  onError: { label: 'on error', nature: 'error' },
  onReject: { label: 'when rejected', nature: 'reject' },
  onTimeout: { label: 'when time is over', nature: 'timeout' },
};

/** As the settings of a step of the kind `branch` have them; what is half-drawn may lack anything. */
export interface BranchSettings {
  readonly branches?: readonly BranchCase[];
  readonly else?: string;
}
export interface BranchCase {
  readonly conditions?: readonly unknown[];
  readonly conditionMode?: 'all' | 'any';
  readonly to?: string;
}

/** All ways out of a step, also those that lead nowhere yet. A kind that nobody knows has those that the step uses. */
export function waysOf(step: Step, kind: Pick<StepKind, 'outputs'> | undefined): readonly Way[] {
  if (step.type === 'branch') return branchWays(step);
  const names = [...new Set([...(kind?.outputs ?? []), ...Object.keys(step.outputs)])];
  return names.map((id) => ({
    from: step.uniqueName,
    id,
    ...(known[id] ?? { label: id, nature: 'branch' as const }),
    to: orUndefined(step.outputs[id]),
  }));
}

function branchWays(step: Step): readonly Way[] {
  const settings = step.settings as BranchSettings;
  const from = step.uniqueName;
  return [
    ...(settings.branches ?? []).map(({ to }, index): Way => ({
      ...{ from, id: `branch:${index}`, label: `if ${index + 1}`, nature: 'branch' },
      to: orUndefined(to),
    })),
    { from, id: 'else', label: 'else', nature: 'else', to: orUndefined(settings.else) },
  ];
}

/** The same step with a way that leads to `to`, or with undefined nowhere. */
export function ledTo(step: Step, id: string, to: string | undefined): Step {
  if (step.type !== 'branch') {
    const { [id]: _before, ...others } = step.outputs;
    return { ...step, outputs: to === undefined ? others : { ...others, [id]: to } };
  }
  const settings = step.settings as BranchSettings;
  if (id === 'else') return { ...step, settings: { ...settings, else: to ?? '' } };
  const at = Number(id.slice('branch:'.length));
  const branches = (settings.branches ?? []).map((one, index) => (index === at ? { ...one, to: to ?? '' } : one));
  return { ...step, settings: { ...settings, branches } };
}

/** The same step with each way that led to `of` led to `to`. */
export function redirected(step: Step, ways: readonly Way[], of: string, to: string | undefined): Step {
  return ways.filter((way) => way.to === of).reduce((now, way) => ledTo(now, way.id, to), step);
}

function orUndefined(name: string | undefined): string | undefined {
  return name === '' ? undefined : name;
}
