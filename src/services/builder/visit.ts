import type { DefinitionContent, Step } from '../../domain/builder/definition';
import type { Instance, StepError } from '../../domain/builder/instance';
import type { VisitResult } from '../../domain/builder/interpret';
import type { StepKind, StepKindOf } from '../../domain/builder/step-kind';
import { visitKey, type InstanceState, type OpenVisit } from '../../domain/builder/visit-state';
import { isCertloomError } from '../../domain/problem';
import { fillSettings } from './fill-settings';
import type { StepConditions } from './step-conditions';
import type { StepOutcome, StepWork } from './steps/step-runner';
import type { StepRunnerOf } from './steps/steps';

export interface VisitDeps {
  readonly kindOf: StepKindOf;
  readonly runnerOf: StepRunnerOf;
  readonly conditions: StepConditions;
  /** Tokens of what the instance is about, and of itself. */
  readonly valuesOf: (
    instance: InstanceState,
    content: DefinitionContent,
  ) => Promise<Readonly<Record<string, unknown>>>;
  readonly now: () => Date;
}

/** What a visit has come to, for the row. */
export type VisitStep =
  | {
      readonly kind: 'settled';
      readonly result: VisitResult;
      readonly status: 'done' | 'skipped' | 'failed' | 'timed_out';
      readonly inputs: Readonly<Record<string, unknown>> | null;
      readonly outputs: Readonly<Record<string, unknown>> | null;
      readonly variables: Readonly<Record<string, unknown>>;
      readonly error: StepError | null;
      readonly message: string | null;
    }
  | {
      readonly kind: 'open';
      readonly outcome: Extract<StepOutcome, { kind: 'script' | 'suspends' }>;
      readonly inputs: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'retry'; readonly at: Date; readonly error: StepError }
  /** The row has moved: look at it again. */
  | { readonly kind: 'moved' };

const noValues: Readonly<Record<string, unknown>> = {};

/** Carries one visit out as far as it goes. */
export function createVisits(deps: VisitDeps) {
  const { kindOf, runnerOf, conditions, now } = deps;

  /**
   * @param enter writes down that what the step does may have begun; undefined: the row has moved
   */
  return async function visit(
    state: InstanceState,
    content: DefinitionContent,
    step: Step,
    variables: Readonly<Record<string, unknown>>,
    enter: (isRisky: boolean) => Promise<OpenVisit | undefined>,
    signal: AbortSignal,
  ): Promise<VisitStep> {
    if (!step.enabled) return skipped('The step is disabled.');
    const kind = kindOf(step.type);
    const runner = runnerOf(step.type);
    if (kind === undefined || runner === undefined) {
      return failed('unsupported_step', `This release cannot carry out steps of the kind ${step.type}.`);
    }
    const instance: Instance = { ...state, variables };
    // Nobody who starts an instance says who owns its item; what is told of an item that is gone stands where it has no value.
    const values = { ...state.initialData, ...(await deps.valuesOf(state, content)), ...variables };
    if (state.open === null) {
      const { unresolvedTokens: unresolved } = content;
      const holds = await conditions(step.conditions, step.conditionMode, { instance, values, unresolved });
      if (typeof holds !== 'boolean') return failed(holds.code, holds.message);
      if (!holds) return skipped('Its conditions do not hold.');
    } else if (state.open.effectSince !== null && kind.nature === 'activity' && !kind.isRepeatable) {
      const message = 'The process was lost in the middle: nobody knows whether it was done, so it is not done again.';
      return failed('outcome_unknown', message);
    }
    const { settings, missing } = fillSettings(step.settings, kind, values, content.unresolvedTokens);
    if (missing.length > 0 && content.unresolvedTokens === 'fail') {
      return failed('token_unresolved', `There is no value for $(${missing.join('), $(')}).`, settings);
    }
    const open = await enter(kind.nature === 'activity');
    if (open === undefined) return { kind: 'moved' };
    const count = state.visits[step.uniqueName] ?? 1;
    const work: StepWork = {
      ...{ instance, content, step, visit: count, key: visitKey(state, step.uniqueName, count), settings, values },
      ...{ startedAt: open.startedAt, isWaiting: open.isWaiting, received: open.received },
    };
    return judged(await attempt(runner.run, work, kind, signal), { step, kind, open, settings });
  };

  /** A fault of ours is one of the step, so that an instance never hangs on it; what a stop of the process aborts is not. */
  async function attempt(
    run: (work: StepWork, signal: AbortSignal) => Promise<StepOutcome>,
    work: StepWork,
    { nature, timeoutSeconds }: StepKind,
    signal: AbortSignal,
  ): Promise<StepOutcome | 'timed_out'> {
    const isLimited = nature === 'activity';
    const limitMs = (work.step.timeoutSeconds ?? timeoutSeconds) * 1_000;
    const limit = AbortSignal.timeout(isLimited ? Math.min(longestTimerMs, limitMs) : longestTimerMs);
    try {
      return await run(work, isLimited ? AbortSignal.any([signal, limit]) : signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isLimited && limit.aborted) return 'timed_out';
      if (!isCertloomError(error)) throw error;
      return { kind: 'failed', error: { code: error.code, message: error.detail }, isTemporary: false };
    }
  }

  function judged(
    outcome: StepOutcome | 'timed_out',
    {
      step,
      kind,
      open,
      settings,
    }: { step: Step; kind: StepKind; open: OpenVisit; settings: Readonly<Record<string, unknown>> },
  ): VisitStep {
    const seen = { inputs: settings, outputs: null, variables: noValues, error: null, message: null };
    if (outcome === 'timed_out') {
      const error = { code: 'timeout', message: 'It took longer than its time limit.' };
      return { kind: 'settled', ...seen, result: { kind: 'left', way: 'onTimeout' }, status: 'timed_out', error };
    }
    switch (outcome.kind) {
      case 'script':
      case 'suspends':
        return { kind: 'open', outcome, inputs: settings };
      case 'failed': {
        const { attempts, firstPauseSeconds } = step.retry ?? kind.retry;
        const { error, isTemporary } = outcome;
        if (isTemporary && open.tries < attempts) {
          const pauseMs = Math.min(longestPauseMs, firstPauseSeconds * 1_000 * 2 ** (open.tries - 1));
          return { kind: 'retry', at: new Date(now().getTime() + pauseMs), error };
        }
        return { kind: 'settled', ...seen, result: { kind: 'failed', error }, status: 'failed', error };
      }
      case 'done': {
        const { left = 'continue', variables = noValues, outputs = null, message = null } = outcome;
        const isTarget = kind.targets?.(step.settings).some(({ to }) => to === left) === true;
        const result: VisitResult = isTarget ? { kind: 'went', to: left } : { kind: 'left', way: left };
        const status = left === 'onTimeout' ? 'timed_out' : 'done';
        return { kind: 'settled', ...seen, result, status, outputs, variables, message };
      }
    }
  }
}

export type Visits = ReturnType<typeof createVisits>;

const longestPauseMs = 3_600_000;
/** One of a longer time would go off at once; no attempt lives for weeks. */
const longestTimerMs = 2 ** 31 - 1;

function skipped(message: string): VisitStep {
  return {
    ...{ kind: 'settled', result: { kind: 'skipped' }, status: 'skipped' },
    ...{ inputs: null, outputs: null, variables: noValues, error: null, message },
  };
}

function failed(code: string, message: string, inputs: Readonly<Record<string, unknown>> | null = null): VisitStep {
  const error = { code, message };
  return {
    ...{ kind: 'settled', result: { kind: 'failed', error }, status: 'failed' },
    ...{ inputs, outputs: null, variables: noValues, error, message: null },
  };
}
