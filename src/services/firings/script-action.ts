import type { ActionResult } from '../../domain/actions/action';
import { eventTokens } from '../../domain/actions/event-tokens';
import type { ScriptActionPlan } from '../../domain/firings/effects';
import { isCertloomError } from '../../domain/problem';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import { millisecondsOf } from '../../domain/values/duration';
import { fillTokens } from '../../domain/values/tokens';
import type { FiringDocument } from '../../store/firings/firings';
import { actionKey } from '../../temporal/ids';
import type { PlannedRun } from '../scripts/prepare';
import type { ActionFacts } from './action-facts';
import type { ScriptEffect, ScriptRetryPace, ScriptRunPlan } from '../../temporal/messages/scripts';

export interface ScriptActionDeps {
  readonly facts: ActionFacts;
  /** The run of the key, made or joined. */
  readonly prepare: (request: ScriptRunRequest) => Promise<ScriptRunPlan>;
  /** The newest run of the key; undefined where there is none yet. */
  readonly planned: (actionKey: string) => Promise<PlannedRun | undefined>;
}

export interface OpenedScript {
  readonly result: ActionResult;
  /** Absent where nothing is to run. */
  readonly effect?: ScriptEffect;
  /** A workflow has it in its hands already. */
  readonly isBegun?: boolean;
}

/** Prepares the script of one action: its run is there before anybody has it done. A fault is a result, not an exception. */
export function createScriptAction(deps: ScriptActionDeps) {
  async function requestOf(
    { _id: firingId, objectUuid }: Pick<FiringDocument, '_id' | 'objectUuid'>,
    trigger: string,
    action: ActionResult,
    plan: ScriptActionPlan,
  ): Promise<ScriptRunRequest | string> {
    const facts = await deps.facts(firingId);
    if (facts === undefined) return 'what the event tells is no longer there';
    const { envelope } = facts;
    const { value, missing } = fillTokens(plan.parameters, eventTokens(facts), 'fail');
    if (missing.length > 0) return `no value for ${missing.map((name) => `$(${name})`).join(', ')}`;
    return {
      actionKey: actionKey(firingId, trigger, action.id),
      script: { kind: 'stored', name: plan.script, version: plan.version },
      mode: 'workflow',
      context: { ...envelope },
      params: value as Record<string, unknown>,
      trigger: { kind: 'action', firingId, trigger, actionId: action.id },
      // Whoever caused the event: nobody but the installation has the script run.
      securityContext: 'service',
      itemId: objectUuid,
      recipient: null,
      ...(plan.timeoutSeconds === null ? {} : { timeoutSeconds: plan.timeoutSeconds }),
    };
  }

  return async function openScript(
    firing: Pick<FiringDocument, '_id' | 'objectUuid'>,
    trigger: string,
    action: ActionResult,
    plan: ScriptActionPlan,
  ): Promise<OpenedScript> {
    const failed = (errorCode: string, message: string) => ({
      result: { ...action, outcome: 'failed' as const, errorCode, message },
    });
    const planned = await deps.planned(actionKey(firing._id, trigger, action.id));
    let run = planned?.plan;
    if (run === undefined) {
      const request = await requestOf(firing, trigger, action, plan);
      if (typeof request === 'string') return failed('unresolved_token', request);
      try {
        run = await deps.prepare(request);
      } catch (error) {
        if (!isCertloomError(error)) throw error;
        return failed('target_missing', error.detail);
      }
    }
    const { wait } = plan;
    const pace = paceOf(plan);
    return {
      result: { ...action, outcome: wait ? 'pending' : 'ok', scriptRun: { runId: run.runId, status: 'waiting' } },
      effect: {
        ...{ firingId: firing._id, trigger, actionId: action.id, plan: run, wait },
        ...(pace === undefined ? {} : { retry: pace }),
      },
      ...(planned?.isBegun === true ? { isBegun: true } : {}),
    };
  };
}

export type OpenScript = ReturnType<typeof createScriptAction>;

/** In place of a pause that another release has stored and this one cannot read. */
const unreadableMs = 1_000;

function paceOf({ retry }: ScriptActionPlan): ScriptRetryPace | undefined {
  if (retry.maxAttempts <= 1) return undefined;
  return {
    ...{ maxAttempts: retry.maxAttempts, factor: retry.factor },
    initialMs: millisecondsOf(retry.initialInterval, unreadableMs),
    maxMs: millisecondsOf(retry.maxInterval, unreadableMs),
  };
}
