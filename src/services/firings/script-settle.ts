import type { ActionAttempt, ActionResult } from '../../domain/actions/action';
import { statusAfterEffects } from '../../domain/firings/effects';
import type { TriggerResult } from '../../domain/firings/firing';
import type { Permission } from '../../domain/identity/permissions';
import { hasRunEnded, type ScriptRun, type ScriptRunOutput } from '../../domain/scripts/run-record';
import type { ResolvedSets } from '../../domain/triggers/resolve-sets';
import type { FiringDocument, FiringStore } from '../../store/firings/firings';
import { actionKey } from '../../temporal/ids';
import type { ScriptEffect } from '../../temporal/messages/scripts';
import type { FiringCounts } from './counts';
import { countsOf } from './record';
import type { ApplyScriptAttributes } from './script-attributes';

export interface ScriptSettleDeps {
  readonly firings: Pick<FiringStore, 'load' | 'revise'>;
  readonly counts: Pick<FiringCounts, 'changed'>;
  readonly runs: {
    /** All attempts of an action, the first one first. */
    attempts(actionKey: string): Promise<readonly ScriptRun[]>;
    output(runId: string): Promise<ScriptRunOutput | null>;
  };
  readonly applyAttributes: ApplyScriptAttributes;
  readonly loadSets: (snapshotId: string) => Promise<ResolvedSets | null>;
  readonly rightsOf: (userUuid: string) => Promise<ReadonlySet<Permission> | undefined>;
}

type Place = Pick<ScriptEffect, 'firingId' | 'trigger' | 'actionId'>;

/** The member of a result that sets custom attributes. */
const attributesMember = 'customAttributes';
const conflictTries = 10;
const shownChars = 500;

/** Brings the record of a firing to what has come of one of its scripts. Doing it again changes nothing. */
export function createScriptSettle(deps: ScriptSettleDeps) {
  /** The user who attached the trigger has to be allowed to change certificates, as for any action that does. */
  async function isForbidden({ snapshotId }: FiringDocument, trigger: string): Promise<boolean> {
    const sets = snapshotId === null ? null : await deps.loadSets(snapshotId);
    const configuredBy = sets?.actions.find((one) => one.trigger.uuid === trigger)?.configuredBy;
    const rights = configuredBy === undefined ? undefined : await deps.rightsOf(configuredBy);
    return rights?.has('certificates:write') !== true;
  }

  async function resultOf(firing: FiringDocument, place: Place, action: ActionResult): Promise<ActionResult> {
    const key = actionKey(place.firingId, place.trigger, place.actionId);
    const runs = await deps.runs.attempts(key);
    const run = runs.at(-1);
    if (run === undefined || !hasRunEnded(run.status)) return action;
    const attempts = runs.map(attemptOf);
    const ended = {
      ...{ ...action, attempts, durationMs: attempts.reduce((sum, { durationMs }) => sum + durationMs, 0) },
      scriptRun: { runId: run.runId, status: run.status },
    };
    const failed = (errorCode: string, message: string | null) => ({
      ...{ ...ended, outcome: 'failed' as const, errorCode, message: message?.slice(0, shownChars) ?? null },
    });
    if (run.status !== 'succeeded') {
      return failed(run.status === 'failed' ? 'script_failed' : run.status, run.error?.message ?? null);
    }
    const given = (await deps.runs.output(run.runId))?.result[attributesMember];
    if (given === undefined) return { ...ended, outcome: 'ok' };
    if (await isForbidden(firing, place.trigger)) {
      return failed('forbidden', 'the user who attached this trigger lacks certificates:write');
    }
    const applied = await deps.applyAttributes(firing, given, key);
    if ('errorCode' in applied) return failed(applied.errorCode, applied.message);
    return { ...ended, outcome: 'ok', ...applied };
  }

  return {
    /** True: effects of the firing have waited for this one, and are still to be started. */
    async settle(place: Place): Promise<{ readonly hasMore: boolean }> {
      for (let tries = 0; tries < conflictTries; tries += 1) {
        const [firing] = await deps.firings.load([place.firingId]);
        const action = firing && actionAt(firing, place);
        if (firing === undefined || action?.outcome !== 'pending') return { hasMore: firing?.status === 'running' };
        const result = await resultOf(firing, place, action);
        const triggers = firing.triggers.map((one) => withAction(one, place, result));
        const status = firing.status === 'running' ? 'running' : statusAfterEffects(triggers);
        // Deliveries and other scripts of the firing end at the same time.
        if (await deps.firings.revise(firing, { triggers, counts: countsOf(triggers), status })) {
          if (status !== firing.status) deps.counts.changed(firing, status);
          return { hasMore: status === 'running' };
        }
      }
      throw new Error('a firing was changed by others each time');
    },
  };
}

export type ScriptSettle = ReturnType<typeof createScriptSettle>;

function actionAt({ triggers }: FiringDocument, { trigger, actionId }: Place): ActionResult | undefined {
  return triggers.find((one) => one.trigger === trigger)?.actions.find(({ id }) => id === actionId);
}

function withAction(one: TriggerResult, { trigger, actionId }: Place, result: ActionResult): TriggerResult {
  if (one.trigger !== trigger) return one;
  return { ...one, actions: one.actions.map((action) => (action.id === actionId ? result : action)) };
}

function attemptOf({ startedAt, requestedAt, durationMs, status, error }: ScriptRun): ActionAttempt {
  return {
    startedAt: (startedAt ?? requestedAt).toISOString(),
    durationMs: durationMs ?? 0,
    error: status === 'succeeded' ? null : (error?.message.slice(0, shownChars) ?? status),
  };
}
