import type { DefinitionContent, Step } from './definition';
import type { StepError } from './instance';

/** Where an instance is in its graph. Everything else that decides how it goes on comes in as the result of a visit. */
export interface GraphState {
  /** The step that is visited, or that it ended at; null before the first one. */
  readonly position: string | null;
  /** Visits of each step in this attempt, with the one that is under way. */
  readonly visits: Readonly<Record<string, number>>;
}

const beforeTheStart: GraphState = { position: null, visits: {} };

/** What came of the visit of a step. */
export type VisitResult =
  /** By the name of a way out. */
  | { readonly kind: 'left'; readonly way: string }
  /** By a way that its settings name by the step that it leads to. */
  | { readonly kind: 'went'; readonly to: string }
  /** It is disabled or its conditions do not hold. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'failed'; readonly error: StepError };

/** An error that a branch deals with, as the variable `error` has it. */
export interface HandledError extends StepError {
  readonly step: string;
}

export type Next =
  | {
      readonly kind: 'visit';
      readonly step: Step;
      /** From 1. */
      readonly visit: number;
      readonly state: GraphState;
      /** What led here, where this is the way of an error. */
      readonly error: HandledError | null;
    }
  | {
      readonly kind: 'end';
      readonly status: 'complete' | 'failed' | 'rejected';
      /** Where it ended: where a restart at the failed step begins. */
      readonly state: GraphState;
      readonly error: StepError | null;
    };

/** The steps of a definition by name; the order in which they stand means nothing. */
export function stepsOf({ steps }: Pick<DefinitionContent, 'steps'>): ReadonlyMap<string, Step> {
  return new Map(steps.map((step) => [step.uniqueName, step]));
}

/** The first step of an instance. */
export function begin(content: Pick<DefinitionContent, 'steps'>): Next {
  const state = beforeTheStart;
  const start = content.steps.find(({ type }) => type === 'start');
  if (start === undefined) return failed(state, 'no_start', 'The definition has no Start step.');
  return arrive(stepsOf(content), state, start.uniqueName, null);
}

/**
 * How an instance goes on after a visit. A way without a target: of an error the instance fails, of a refusal it is
 * rejected, and a time that is over is an error with the code `timeout`.
 * @param state with the step that was visited as its position
 */
export function next(content: Pick<DefinitionContent, 'steps'>, state: GraphState, result: VisitResult): Next {
  const steps = stepsOf(content);
  const step = state.position === null ? undefined : steps.get(state.position);
  if (step === undefined) return failed(state, 'step_missing', 'The step is not in the definition.');
  if (step.type === 'end' && result.kind !== 'failed') {
    return {
      kind: 'end',
      status: step.settings['result'] === 'rejected' ? 'rejected' : 'complete',
      state,
      error: null,
    };
  }
  if (result.kind === 'failed') return onError(steps, step, state, result.error);
  if (result.kind === 'went') return arrive(steps, state, result.to, null);
  const way = result.kind === 'skipped' ? 'continue' : result.way;
  const target = targetOf(step, way);
  if (target !== undefined) return arrive(steps, state, target, null);
  switch (way) {
    case 'onReject':
      return { kind: 'end', status: 'rejected', state, error: null };
    case 'onTimeout':
      return onError(steps, step, state, { code: 'timeout', message: `The time of step ${step.uniqueName} is over.` });
    case 'onError':
      return failed(state, 'failed', `Step ${step.uniqueName} went on by its error way, which leads nowhere.`);
    default:
      return failed(state, 'way_missing', `The way ${way} out of step ${step.uniqueName} leads nowhere.`);
  }
}

/** Where a way out of a step leads; undefined: nowhere. */
export function targetOf({ outputs }: Pick<Step, 'outputs'>, way: string): string | undefined {
  return Object.hasOwn(outputs, way) ? outputs[way] : undefined;
}

function onError(steps: ReadonlyMap<string, Step>, step: Step, state: GraphState, error: StepError): Next {
  const target = targetOf(step, 'onError');
  if (target === undefined) return failed(state, error.code, error.message);
  return arrive(steps, state, target, { ...error, step: step.uniqueName });
}

/** Each step may be visited so often only, whatever the graph looks like: so every instance comes to an end or waits. */
function arrive(steps: ReadonlyMap<string, Step>, state: GraphState, target: string, error: HandledError | null): Next {
  const step = steps.get(target);
  if (step === undefined) return failed(state, 'step_missing', `There is no step ${target}.`);
  const visit = (Object.hasOwn(state.visits, target) ? state.visits[target]! : 0) + 1;
  if (visit > step.maxVisits) {
    const message = `Step ${target} was visited ${step.maxVisits} times, which is as often as it may be.`;
    return failed({ ...state, position: target }, 'max_visits', message);
  }
  const visits = Object.fromEntries([
    ...Object.entries(state.visits).filter(([name]) => name !== target),
    [target, visit],
  ]);
  return { kind: 'visit', step, visit, state: { position: target, visits }, error };
}

function failed(state: GraphState, code: string, message: string): Next {
  return { kind: 'end', status: 'failed', state, error: { code, message } };
}
