import type { Alert } from '../../domain/alerts/alert';
import type { BranchHandler } from '../../domain/alerts/handler';
import {
  afterStep,
  skipReason,
  variablesFor,
  type SkipReason,
  type StepResult,
  type StepSaid,
} from '../../domain/alerts/progress';
import type { AlertRun } from '../../domain/alerts/run';
import { resolveRecipients } from '../../domain/alerts/recipients';
import { handlerType } from '../../domain/alerts/handler-types';
import { firingIdOf, uuidOf } from '../../store/database/derived-ids';
import { alertKind } from '../../domain/alerts/kinds';
import type { LedgerEnd } from '../../store/alerts/ledger';
import { inLanes } from '../../domain/values/lanes';
import type { Work } from '../work/work';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';
import type { CarryOut } from './carry-out';
import type { Claims } from './claims';
import type { Effect, EffectItem, EffectOutcome, EffectRunner } from './effect';
import type { DueStep, ItemWork } from './item-work';

export interface PhaseDeps {
  readonly carryOut: CarryOut;
  readonly runnerOf: (
    type: BranchHandler['type'],
  ) => Pick<EffectRunner, 'isRepeatable' | 'lanes' | 'recall'> | undefined;
  /** Whether all conditions of the handler hold for the item. */
  readonly holds: (handler: DueStep['handler'], effect: Effect) => boolean;
  readonly now: () => Date;
}

export interface PhaseContext {
  readonly alert: Alert;
  readonly run: AlertRun;
  readonly claims: Claims;
  readonly work: Pick<Work, 'signal' | 'heartbeat'>;
}

interface Asked {
  readonly work: ItemWork;
  readonly step: DueStep;
}

/** Unique among the firings of an event: it never meets the hourly one. */
export function occurrenceKeyOf(
  alert: Pick<Alert, 'uuid'>,
  { item, threshold, occurrence }: Pick<ItemWork, 'item' | 'threshold' | 'occurrence'>,
  test: string | null = null,
): string {
  return `${alert.uuid}.${item.id}.${threshold}.${occurrence}${test === null ? '' : `.${test}`}`;
}

/** A test is a firing of its own each time. */
export function firingIdOfWork(alert: Alert, run: Pick<AlertRun, 'id' | 'isTest'>, work: ItemWork): string {
  return firingIdOf(alertKind(alert.kind).event, occurrenceKeyOf(alert, work, run.isTest ? run.id : null));
}

const recallLanes = 10;

/** The same in every attempt: of one step its row, of several all their rows. */
function keyOf(group: readonly Asked[], { claims }: PhaseContext): string {
  const ids = group.map(({ work, step }) => claims.idOf(work, step));
  return ids.length === 1 ? ids[0]! : uuidOf(ids.join());
}

/** Of the run in which a person has it done again. */
function againKey(key: string, { workflowId }: Pick<AlertRun, 'workflowId'>): string {
  return uuidOf(`${key}:${workflowId}`);
}

/** The phases of these works, in order. */
export function phasesOf(works: readonly ItemWork[]): number[] {
  return [...new Set(works.flatMap(({ steps }) => steps.map(({ phase }) => phase)))].sort((one, other) => one - other);
}

/** Carries out one step of many items side by side: what is not to be done is skipped, the rest claimed, then done. */
export function createPhases({ carryOut, runnerOf, holds, now }: PhaseDeps) {
  /** @returns scripts that are to be run first; then the phase is begun again */
  return async function phase(
    number: number,
    works: readonly ItemWork[],
    context: PhaseContext,
  ): Promise<readonly ScriptRunPlan[]> {
    const { claims } = context;
    const asked = works.flatMap((work) =>
      // A message belongs to one run as a whole: its steps build on each other.
      work.steps.flatMap((step) =>
        step.phase === number && (work.isLeft !== true || step.row !== null) ? [{ work, step }] : [],
      ),
    );
    // One effect for all of them that have begun together: whoever comes later waits for the next run.
    const began = asked.some(({ step }) => step.isBatch && step.row !== null);
    const wanted = asked.filter(({ work, step }) => {
      if (began && step.row === null) return false;
      if (step.isRecalled === true || skipReason(step, work.progress) !== null) return true;
      if (holds(step.handler, effectOf([{ work, step }], step.handler, '', context))) return true;
      note(work, step, { outcome: 'skipped', skipped: 'condition' });
      return false;
    });
    const mine = await claims.claim(wanted);
    for (const [index, { work }] of wanted.entries()) if (mine[index] !== true) work.isLeft = true;
    const waits: ScriptRunPlan[] = [];
    const ends: LedgerEnd[] = [];
    const recalled = await recallAll(wanted, context);
    const due = wanted.filter(({ work, step }, index) => {
      if (mine[index] !== true) return false;
      if (step.isRecalled === true) {
        takeUp(work, step, recalled.get(step));
        return false;
      }
      const known = resultOfRow(step);
      const skipped = skipReason(step, work.progress);
      if (known === null && skipped === null) return true;
      note(work, step, known ?? { outcome: 'skipped', skipped }, recalled.get(step));
      if (known === null) ends.push({ id: claims.idOf(work, step), state: 'cancelled', at: now(), error: skipped });
      return false;
    });
    await claims.settle(ends);
    const [first] = due;
    if (first === undefined) return waits;
    const groups = first.step.isBatch ? [due] : due.map((one) => [one]);
    await inLanes(groups, runnerOf(first.step.handler.type)?.lanes ?? 1, async (group) => {
      const plan = await carryOutGroup(group, context);
      if (plan !== null) waits.push(plan);
    });
    return waits;
  };

  /** What steps have left that were carried out before, for the ones behind them. */
  async function recallAll(asked: readonly Asked[], context: PhaseContext): Promise<Map<DueStep, Partial<StepSaid>>> {
    const recalled = new Map<DueStep, Partial<StepSaid>>();
    const done = asked.filter(({ step }) => step.row !== null && ['done', 'failed'].includes(step.row.state));
    const [first] = done;
    const recall = first === undefined ? undefined : runnerOf(first.step.handler.type)?.recall;
    if (first === undefined || recall === undefined) return recalled;
    const groups = first.step.isBatch ? [done] : done.map((one) => [one]);
    await inLanes(groups, recallLanes, async (group) => {
      const { handler, row } = group[0]!.step;
      const key = keyOf(group, context);
      const said = await recall({ ...effectOf(group, handler, key, context), again: againKey(key, row!) });
      for (const { step } of group) recalled.set(step, said);
    });
    return recalled;
  }

  /** What an earlier attempt of this run has done, by its row; null: nothing, or what may be done again. */
  function resultOfRow(step: DueStep): Partial<StepResult> | null {
    const { row } = step;
    if (row === null || row.state === 'claimed') return null;
    const { error, message } = row;
    if (row.state === 'done' || row.state === 'failed' || row.state === 'uncertain') {
      return { outcome: row.state, error, message };
    }
    return { outcome: 'skipped', skipped: (error as SkipReason | null) ?? 'reported' };
  }

  /** The script that is to be run first; null when all is done. */
  async function carryOutGroup(group: readonly Asked[], context: PhaseContext): Promise<ScriptRunPlan | null> {
    const { alert, claims, work: of } = context;
    const [{ step }] = group as [Asked];
    const ids = group.map((one) => claims.idOf(one.work, one.step));
    const isRepeatable = runnerOf(step.handler.type)?.isRepeatable === true;
    const isLost =
      !isRepeatable && alert.onUncertain === 'hold' && group.some((one) => one.step.row?.effectStartedAt != null);
    const outcome: EffectOutcome = isLost
      ? { kind: 'uncertain', error: 'record_lost', message: 'Nobody knows whether it happened: the worker was lost.' }
      : await carryOut(effectOf(group, step.handler, keyOf(group, context), context), {
          begin: async () => void (await Promise.all(ids.map((id) => claims.begin(id)))),
          refuse: async (error, message) =>
            void (await Promise.all(ids.map((id) => claims.refuse(id, error, message)))),
          heartbeat: () => of.heartbeat(),
          signal: of.signal,
        });
    if (outcome.kind === 'waits') return outcome.plan;
    const at = now();
    const state = outcome.kind;
    const words = state === 'done' ? { error: null, message: outcome.message ?? null } : outcome;
    await claims.settle(ids.map((id) => ({ id, state, at, error: words.error, message: words.message ?? null })));
    for (const one of group) {
      const said = 'said' in outcome ? outcome.said : undefined;
      note(one.work, one.step, { outcome: state, error: words.error, message: words.message ?? null }, said);
    }
    if (outcome.kind === 'failed') await branch(group, outcome, context);
    return null;
  }

  /** Handlers of the error branch; they have no rows, and nothing follows from how they end. */
  async function branch(
    group: readonly Asked[],
    { error, message }: { readonly error: string; readonly message: string },
    context: PhaseContext,
  ): Promise<void> {
    const [{ step, work }] = group as [Asked];
    for (const handler of step.handler.onError.handlers) {
      const base = `${context.claims.idOf(work, step)}:${handler.id}`;
      for (const recipient of handlerType(handler.type).isMail ? whomOf(handler, work, context) : [step.recipient]) {
        const effect = effectOf(group, handler, uuidOf(`${base}:${recipient ?? ''}`), context, recipient);
        const outcome = await carryOut(
          { ...effect, failure: { error, message } },
          {
            begin: async () => undefined,
            refuse: async () => undefined,
            heartbeat: () => context.work.heartbeat(),
            signal: context.work.signal,
          },
        );
        if (outcome.kind === 'waits') throw new Error('an error branch is gone through once: nothing in it waits');
        const words = outcome.kind === 'done' ? { error: null, message: outcome.message ?? null } : outcome;
        const result = { outcome: outcome.kind, error: words.error, message: words.message ?? null };
        const named = { handlerId: handler.id, branchOf: step.handler.id, recipient };
        for (const one of group) note(one.work, one.step, { ...result, ...named });
      }
    }
  }

  function effectOf(
    group: readonly Asked[],
    handler: BranchHandler,
    key: string,
    { alert, run }: PhaseContext,
    recipient = group[0]!.step.recipient,
  ): Effect {
    const items = group.map(({ work, step }): EffectItem => ({
      item: work.item,
      threshold: step.due.threshold,
      occurrence: step.due.occurrence,
      firingId: firingIdOfWork(alert, run, work),
      recipients: work.recipients,
      variables: variablesFor(work.progress, recipient),
      sendEmail: work.progress.noMail.length === 0,
    }));
    return {
      alert,
      run,
      handler,
      key,
      ...(run.trigger === 'resend' ? { again: againKey(key, run) } : {}),
      recipient,
      items: items as [EffectItem, ...EffectItem[]],
    };
  }
}

export type Phases = ReturnType<typeof createPhases>;

/** Recipients of a mail in an error branch: its own, else those of the alert. */
function whomOf({ settings }: BranchHandler, { item, threshold, recipients }: ItemWork, { alert }: PhaseContext) {
  const own = settings['recipients'];
  if (!Array.isArray(own) || own.length === 0) return recipients;
  return resolveRecipients(own as readonly string[], alert.kind, item.tokensAt(threshold), []).addresses;
}

function note(
  work: ItemWork,
  step: DueStep,
  result: Partial<StepResult>,
  said?: { readonly variables?: Readonly<Record<string, unknown>>; readonly sendEmail?: boolean },
): void {
  const { handler, recipient } = step;
  const whole: StepResult = {
    ...{ handlerId: handler.id, recipient, outcome: 'done', skipped: null, error: null, message: null, branchOf: null },
    ...result,
  };
  // A branch decides nothing.
  if (whole.branchOf !== null) work.progress = { ...work.progress, results: [...work.progress.results, whole] };
  else work.progress = afterStep(work.progress, step, whole, { variables: {}, sendEmail: true, ...said });
}

/** What a run before has left of it: no result of this one. */
function takeUp(work: ItemWork, step: DueStep, said: Partial<StepSaid> | undefined): void {
  note(work, step, { outcome: 'skipped', skipped: 'reported' }, said);
  const isStopped = step.row?.state === 'failed' && step.handler.onError.then === 'stop';
  if (isStopped) work.progress = { ...work.progress, isStopped };
}
