import type { Step } from './definition';
import { graphOf, type Edge } from './graph';
import type { StepKindOf } from './step-kind';

/** Which variables are there when a step is reached. */
export interface VariablesAt {
  /** On every way to it. */
  readonly sure: ReadonlySet<string>;
  /** On some way to it. */
  readonly possible: ReadonlySet<string>;
  /** A step on some way to it may have left whatever it liked: a script. */
  readonly anything: boolean;
}

/** What an error leaves for the branch that deals with it. */
export const errorVariable = 'error';

interface Left {
  readonly names: readonly string[];
  readonly anything: boolean;
  /** They need not be there: it may have been passed over. */
  readonly isUnsure: boolean;
}

/** Of each step of a definition, by its position. Of one that no way leads to nothing is known. */
export function variablesAt(steps: readonly Step[], kindOf: StepKindOf): readonly VariablesAt[] {
  const graph = graphOf(steps);
  const nothing: VariablesAt = { sure: new Set(), possible: new Set(), anything: false };
  const found: (VariablesAt | undefined)[] = steps.map(() => undefined);
  if (graph.start === undefined) return steps.map(() => nothing);
  const announced = new Set(announcedBy(steps, kindOf));
  found[graph.start] = { sure: announced, possible: announced, anything: false };
  const due = [graph.start];
  // Each pass makes `sure` smaller or the others larger, so it ends.
  for (let at = due.shift(); at !== undefined; at = due.shift()) {
    for (const edge of graph.out[at]!) {
      const before = found[edge.to];
      const after = joined(before, along(found[at]!, leftBy(steps[at]!, edge, kindOf)));
      if (before !== undefined && isSame(before, after)) continue;
      found[edge.to] = after;
      due.push(edge.to);
    }
  }
  return found.map((one) => one ?? nothing);
}

/** Everything that any step leaves, wherever it stands. */
export function producedAnywhere(
  steps: readonly Step[],
  kindOf: StepKindOf,
): { readonly names: ReadonlySet<string>; readonly anything: boolean } {
  const all = steps.map(({ type, settings }) => kindOf(type)?.produces(settings) ?? []);
  return {
    names: new Set([errorVariable, ...announcedBy(steps, kindOf), ...all.flatMap((one) => (one === 'any' ? [] : one))]),
    anything: all.includes('any'),
  };
}

/** What is there from the start, whichever step it is of. */
function announcedBy(steps: readonly Step[], kindOf: StepKindOf): string[] {
  return steps.flatMap(({ type, settings }) => kindOf(type)?.announces?.(settings) ?? []);
}

function leftBy(step: Step, { way }: Pick<Edge, 'way'>, kindOf: StepKindOf): Left {
  const isError = way === 'onError';
  if (isError || way === 'onTimeout') return { names: [errorVariable], anything: false, isUnsure: !isError };
  const produced = kindOf(step.type)?.produces(step.settings) ?? [];
  return {
    names: produced === 'any' ? [] : produced,
    anything: produced === 'any' && step.enabled,
    isUnsure: !step.enabled || step.conditions.length > 0,
  };
}

function along({ sure, possible, anything }: VariablesAt, left: Left): VariablesAt {
  return {
    sure: left.isUnsure ? sure : new Set([...sure, ...left.names]),
    possible: new Set([...possible, ...left.names]),
    anything: anything || left.anything,
  };
}

function joined(one: VariablesAt | undefined, other: VariablesAt): VariablesAt {
  if (one === undefined) return other;
  return {
    sure: new Set([...one.sure].filter((name) => other.sure.has(name))),
    possible: new Set([...one.possible, ...other.possible]),
    anything: one.anything || other.anything,
  };
}

function isSame(one: VariablesAt, other: VariablesAt): boolean {
  return (
    one.sure.size === other.sure.size && one.possible.size === other.possible.size && one.anything === other.anything
  );
}
