import { didYouMean } from '../values/suggestion';
import type { Step } from './definition';
import { errorAt, warningAt, type DefinitionProblem } from './problem';
import type { StepKindOf, StepTarget } from './step-kind';

/** One way from a step to another. */
export interface Edge {
  readonly from: number;
  readonly way: string;
  /** Position of the step that it leads to; undefined where there is none of that name. */
  readonly to: number | undefined;
  readonly target: string;
  /** JSON Pointer of what names the target. */
  readonly pointer: string;
}

export interface Graph {
  readonly steps: readonly Step[];
  readonly edges: readonly Edge[];
  /** Ways out of each step that lead somewhere, by its position. */
  readonly out: readonly (readonly (Edge & { readonly to: number })[])[];
  /** Position of the first Start; undefined without one. */
  readonly start: number | undefined;
}

/** The graph that the outputs make; the order of the steps means nothing. */
export function graphOf(steps: readonly Step[]): Graph {
  const places = new Map(steps.map(({ uniqueName }, index) => [uniqueName, index]));
  const edges = steps.flatMap(({ outputs }, from) =>
    Object.entries(outputs).map(([way, target]): Edge => ({
      ...{ from, way, to: places.get(target), target, pointer: `/steps/${from}/outputs/${way}` },
    })),
  );
  const found = steps.findIndex(({ type }) => type === 'start');
  return {
    ...{ steps, edges, start: found < 0 ? undefined : found },
    out: steps.map((_step, index) =>
      edges.flatMap((edge) => (edge.from === index && edge.to !== undefined ? [{ ...edge, to: edge.to }] : [])),
    ),
  };
}

/** Ways out of a step whose settings say where it goes: each is named after the step that it leads to. */
export function outputsTo(targets: readonly StepTarget[]): Step['outputs'] {
  return Object.fromEntries(targets.map(({ to }) => [to, to]));
}

/** Positions that can be reached from one, itself included. */
export function reachableFrom(graph: Graph, from: number): ReadonlySet<number> {
  const seen = new Set([from]);
  for (const one of seen) for (const { to } of graph.out[one]!) seen.add(to);
  return seen;
}

/** What is against the graph as a whole, and against its ways. */
export function graphProblems(graph: Graph, kindOf: StepKindOf): DefinitionProblem[] {
  const { steps, edges, start } = graph;
  const starts = steps.flatMap(({ type }, index) => (type === 'start' ? [index] : []));
  const reached = start === undefined ? undefined : reachableFrom(graph, start);
  const names = steps.map(({ uniqueName }) => uniqueName);
  return [
    ...(starts.length === 0 ? [errorAt('/steps', 'start_missing', 'a definition has exactly one Start step')] : []),
    ...starts.slice(1).map((at) => errorAt(`/steps/${at}`, 'start_twice', 'a definition has exactly one Start step')),
    ...(steps.some(({ type }) => type === 'end')
      ? []
      : [errorAt('/steps', 'end_missing', 'a definition has at least one End step')]),
    ...edges.flatMap(({ to, target, pointer }) => {
      if (to === undefined) {
        const detail = `there is no step "${target}".${didYouMean(target, names)}`;
        return [errorAt(pointer, 'target_missing', detail)];
      }
      return steps[to]!.type === 'start' ? [errorAt(pointer, 'start_entered', 'no way leads to Start')] : [];
    }),
    ...steps.flatMap((step, index) => {
      if (!goesOn(step, kindOf) || step.outputs['continue'] !== undefined) return [];
      return [errorAt(`/steps/${index}/outputs`, 'way_missing', 'it is not said where `continue` leads to')];
    }),
    ...(reached === undefined
      ? []
      : steps.flatMap((_step, index) =>
          reached.has(index) || starts.includes(index)
            ? []
            : [errorAt(`/steps/${index}`, 'unreachable', 'no way from Start leads to this step')],
        )),
    ...unendingSteps(graph).map((index) =>
      warningAt(`/steps/${index}`, 'no_end', 'no way leads from here to an End: it ends by an error only'),
    ),
    ...cycleProblems(graph, kindOf),
  ];
}

function goesOn({ type }: Step, kindOf: StepKindOf): boolean {
  return kindOf(type)?.outputs.includes('continue') ?? false;
}

/** Reached, and without a way to an End; a cycle of waits may be meant so. */
function unendingSteps({ steps, out, start, edges }: Graph): number[] {
  if (start === undefined || edges.some(({ to }) => to === undefined)) return [];
  const ends = new Set(steps.flatMap(({ type }, index) => (type === 'end' ? [index] : [])));
  if (ends.size === 0) return [];
  const into = new Map<number, number[]>();
  for (const edge of out.flat()) into.set(edge.to, [...(into.get(edge.to) ?? []), edge.from]);
  for (const one of ends) for (const from of into.get(one) ?? []) ends.add(from);
  return steps.flatMap((_step, index) => (ends.has(index) ? [] : [index]));
}

/** A cycle without a step that waits would run round and round. */
function cycleProblems({ steps, out }: Graph, kindOf: StepKindOf): DefinitionProblem[] {
  const waits = steps.map(({ type }) => kindOf(type)?.nature === 'wait');
  // 0: not seen, 1: on the way here, 2: done.
  const state = steps.map(() => 0);
  const found: DefinitionProblem[] = [];
  for (const [first] of steps.entries()) {
    if (state[first] !== 0 || waits[first]) continue;
    state[first] = 1;
    const path: { readonly at: number; next: number }[] = [{ at: first, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = out[top.at]![top.next];
      top.next += 1;
      if (edge === undefined) {
        state[top.at] = 2;
        path.pop();
      } else if (state[edge.to] === 1) {
        const round = path.slice(path.findIndex(({ at }) => at === edge.to)).map(({ at }) => steps[at]!.uniqueName);
        const detail = `${[...round, steps[edge.to]!.uniqueName].join(', ')} go round without Wait or Require Approval`;
        found.push(errorAt(edge.pointer, 'cycle_without_wait', detail));
      } else if (state[edge.to] === 0 && !waits[edge.to]) {
        state[edge.to] = 1;
        path.push({ at: edge.to, next: 0 });
      }
    }
  }
  return found;
}
