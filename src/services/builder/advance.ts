import type { DefinitionContent } from '../../domain/builder/definition';
import { hasInstanceEnded, type StepVisit } from '../../domain/builder/instance';
import { begin, next, stepsOf, type GraphState, type Next } from '../../domain/builder/interpret';
import {
  visitKey,
  type InstanceChange,
  type InstanceState,
  type OpenVisit,
  type VariableRef,
} from '../../domain/builder/visit-state';
import type { InstanceStore } from '../../store/builder/instances';
import type { VariableStore } from '../../store/builder/variables';
import type { StepVisitStore } from '../../store/builder/visits';
import type { InstanceStep } from '../../temporal/messages/builder';
import { forTheRecord } from './record';
import type { Visits, VisitStep } from './visit';

export interface InstanceAdvanceDeps {
  readonly instances: Pick<InstanceStore, 'find' | 'move'>;
  readonly visits: Pick<StepVisitStore, 'write'>;
  readonly variables: Pick<VariableStore, 'read' | 'write'>;
  /** Of a version that is never changed; null: it is gone. */
  readonly contentOf: (definition: string, version: number) => Promise<DefinitionContent | null>;
  readonly visit: Visits;
  /** What a row keeps of the hook of a visit. */
  readonly hookHashOf: (visitKey: string) => string;
  /** Told of each that has ended or waits, and again after a crash. */
  readonly onRest?: (instance: InstanceState) => Promise<void>;
  readonly now: () => Date;
  readonly steadyClock: () => number;
}

/** A stretch holds a slot of the worker; others want one, too. */
const stretchMs = 20_000;
const visitsPerStretch = 100;
/** Whose run has not moved its row for so long is looked at: it may be lost. */
const lookAfterMs = 5 * 60_000;
const lookAfterWaitMs = 3_600_000;
const mostVariableBytes = 8 * 1024 * 1024;

/**
 * Takes an instance as far as it goes without waiting for anybody. All of it may be done again after a crash: the row
 * moves by conditional writes, and what a step does carries the key of its visit.
 */
export function createInstanceAdvance(deps: InstanceAdvanceDeps) {
  const { instances, now } = deps;

  async function move(state: InstanceState, change: InstanceChange, lookMs = lookAfterMs) {
    const at = now();
    return instances.move(state, change, at, new Date(at.getTime() + lookMs));
  }

  /** Onto the next step, or to the end. @param settled the visit that led there, and what it has set */
  async function go(
    state: InstanceState,
    to: Next,
    settled: StepVisit | null = null,
    set: readonly VariableRef[] = [],
  ): Promise<InstanceState | null> {
    const change: InstanceChange = {
      ...{ open: null, signals: [], currentStep: to.state.position, visits: to.state.visits },
      ...(settled === null ? {} : { settled, seq: settled.seq }),
      ...(set.length === 0 ? {} : { variables: merged(state.variables, set) }),
    };
    if (to.kind === 'visit') return move(state, { ...change, status: 'running' });
    const { status, error } = to;
    const said = { statusMessage: error?.message ?? null, errorCode: error?.code ?? null };
    return move(state, { ...change, status, ...said, endedAt: now() });
  }

  async function settle(
    state: InstanceState,
    content: DefinitionContent,
    step: Extract<VisitStep, { kind: 'settled' }>,
  ): Promise<InstanceState | null> {
    const name = state.currentStep!;
    const key = visitKey(state, name, state.visits[name] ?? 1);
    const graph: GraphState = { position: name, visits: state.visits };
    const tooMuch = Buffer.byteLength(JSON.stringify(step.variables)) > mostVariableBytes;
    const error = { code: 'variables_too_large', message: 'What it sets is larger than 8 MiB.' };
    const ended = tooMuch ? { ...step, variables: {}, error, status: 'failed' as const } : step;
    const to = next(content, graph, tooMuch ? { kind: 'failed', error } : step.result);
    const handled = to.kind === 'visit' && to.error !== null ? { error: to.error } : {};
    const setBy = { ...ended.variables, ...handled };
    const set = await deps.variables.write(state.uuid, key, setBy);
    const at = now();
    const visit: StepVisit = {
      ...{ instance: state.uuid, seq: state.seq + 1, attempt: state.attempt, uniqueName: name },
      ...{ type: stepsOf(content).get(name)?.type ?? 'unknown', visit: state.visits[name] ?? 1, status: ended.status },
      ...{ startedAt: state.open?.startedAt ?? at, endedAt: at, left: wayOf(to, step) },
      ...{ inputs: forTheRecord(ended.inputs), outputs: forTheRecord(ended.outputs), error: ended.error },
      variables: Object.keys(setBy).length === 0 ? null : forTheRecord(setBy),
      ...{ runId: state.open?.runId ?? null, message: ended.message },
    };
    return go(state, to, visit, set);
  }

  /** The row afterwards, or how the run goes on. */
  async function once(
    state: InstanceState,
    signal: AbortSignal,
    executed: number,
  ): Promise<{ readonly moved: InstanceState | null; readonly isVisited?: boolean } | { readonly rest: InstanceStep }> {
    const { definition, open } = state;
    const content = await deps.contentOf(definition.uuid, definition.version);
    if (content === null) {
      const to = {
        status: 'failed',
        errorCode: 'definition_missing',
        statusMessage: 'Its definition is gone.',
      } as const;
      return { moved: await move(state, { ...to, endedAt: now(), open: null, signals: [] }) };
    }
    if (state.currentStep === null) return { moved: await go(state, begin(content)) };
    const pauseMs = open?.retryAt == null ? 0 : open.retryAt.getTime() - now().getTime();
    if (pauseMs > 0) return { rest: { kind: 'waits', waitMs: pauseMs, executed } };
    const step = stepsOf(content).get(state.currentStep);
    if (step === undefined) {
      const graph = { position: state.currentStep, visits: state.visits };
      return { moved: await go(state, next(content, graph, { kind: 'skipped' })) };
    }
    const known = await deps.variables.read(state.variables);
    let current = state;
    const enter = async (isRisky: boolean): Promise<OpenVisit | undefined> => {
      // What waits is entered already; routes have nothing that could happen twice.
      const entered = current.open ?? newVisit(step.type, now());
      if (!isRisky) return entered;
      const risky = { ...entered, effectSince: now(), retryAt: null };
      const moved = await move(current, { open: risky });
      if (moved !== null) current = moved;
      return moved === null ? undefined : risky;
    };
    const came = await deps.visit(state, content, step, known, enter, signal);
    switch (came.kind) {
      case 'moved':
        return { moved: null };
      case 'settled':
        return { moved: await settle(current, content, came), isVisited: true };
      case 'retry': {
        const before = current.open ?? newVisit(step.type, now());
        const { message } = came.error;
        const again = { ...before, tries: before.tries + 1, effectSince: null, retryAt: came.at, message };
        return { moved: await move(current, { open: again, statusMessage: message }) };
      }
      case 'open':
        return rest(current, step.type, came, executed);
    }
  }

  async function rest(
    state: InstanceState,
    type: string,
    { outcome, inputs }: Extract<VisitStep, { kind: 'open' }>,
    executed: number,
  ): Promise<{ readonly moved: null } | { readonly rest: InstanceStep }> {
    const before = state.open ?? newVisit(type, now());
    if (outcome.kind === 'script') {
      const open = { ...before, runId: outcome.plan.runId, inputs: forTheRecord(inputs) };
      if (before.runId !== open.runId && (await move(state, { open })) === null) return { moved: null };
      return { rest: { kind: 'script', plan: outcome.plan, executed } };
    }
    const { signals, until, pollSeconds, message, hasHook = false } = outcome;
    const waitMs = shortest(
      until === null ? null : until.getTime() - now().getTime(),
      pollSeconds === null ? null : pollSeconds * 1_000,
    );
    if (!before.isWaiting) {
      const key = visitKey(state, state.currentStep!, state.visits[state.currentStep!] ?? 1);
      const hookHash = hasHook ? deps.hookHashOf(key) : null;
      const open = { ...before, isWaiting: true, until, pollSeconds, message, hookHash, inputs: forTheRecord(inputs) };
      const lookMs = Math.min(lookAfterWaitMs, Math.max(0, waitMs ?? lookAfterWaitMs) + lookAfterMs);
      const moved = await move(state, { status: 'suspended', statusMessage: message, signals, open }, lookMs);
      if (moved === null) return { moved: null };
      await deps.onRest?.(moved);
    }
    return { rest: { kind: 'waits', waitMs: waitMs === null ? null : Math.max(waitMs, 0), executed } };
  }

  return {
    async advance(uuid: string, signal: AbortSignal): Promise<InstanceStep> {
      const deadline = deps.steadyClock() + stretchMs;
      let state: InstanceState | null = await instances.find(uuid);
      for (let executed = 0; ;) {
        signal.throwIfAborted();
        if (state === null) return { kind: 'ended', status: 'cancelled' };
        if (state.settled !== null) await deps.visits.write(state.settled);
        if (hasInstanceEnded(state.status)) {
          await deps.onRest?.(state);
          return { kind: 'ended', status: state.status };
        }
        if (executed >= visitsPerStretch || deps.steadyClock() > deadline) return { kind: 'again', executed };
        const came = await once(state, signal, executed);
        if ('rest' in came) return came.rest;
        if (came.isVisited === true) executed += 1;
        state = came.moved ?? (await instances.find(uuid));
      }
    },

    /** The last word on one that no worker could take further for hours; it may be restarted. */
    async giveUp(uuid: string): Promise<void> {
      for (let tries = 0; tries < 20; tries += 1) {
        const state = await instances.find(uuid);
        if (state === null || hasInstanceEnded(state.status)) return;
        const statusMessage = 'A step could not be carried out for hours; see the log of the workers.';
        const to = { status: 'failed', errorCode: 'internal', statusMessage, endedAt: now(), signals: [] } as const;
        if ((await move(state, to)) !== null) return;
      }
    },
  };
}

export type InstanceAdvance = ReturnType<typeof createInstanceAdvance>;

function newVisit(type: string, startedAt: Date): OpenVisit {
  return {
    ...{
      type,
      startedAt,
      tries: 1,
      effectSince: null,
      retryAt: null,
      isWaiting: false,
      until: null,
      pollSeconds: null,
    },
    ...{ received: [], hookHash: null, runId: null, inputs: null, message: null },
  };
}

function merged(before: readonly VariableRef[], set: readonly VariableRef[]): VariableRef[] {
  const all = new Map([...before, ...set].map((one) => [one.name, one]));
  return [...all.values()];
}

/** The way that a visit was left by; null where the instance ended with it. */
function wayOf(to: Next, { result }: Extract<VisitStep, { kind: 'settled' }>): string | null {
  if (to.kind === 'end') return null;
  if (to.error !== null) return 'onError';
  return result.kind === 'left' ? result.way : result.kind === 'went' ? result.to : 'continue';
}

function shortest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
