import { isPlainObject } from '../../domain/values/json';
import { namesSecrets } from '../../domain/alerts/handler-rights';
import { fillTokens } from '../../domain/values/tokens';
import { hasRunEnded, type ScriptRun } from '../../domain/scripts/run-record';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import { isCertloomError } from '../../domain/problem';
import type { ScriptRunStore } from '../../store/scripts/runs';
import type { ScriptRunPlan } from '../../temporal/messages/scripts';
import type { PrepareRuns } from '../scripts/prepare';
import type { RunAndWait } from '../scripts/run-and-wait';
import { doingKey, failedEffect, type Effect, type EffectOutcome, type EffectRunner } from './effect';
import { contextOf, curlyOf, variablesOf } from './texts';

export interface ScriptEffectDeps {
  readonly prepare: Pick<PrepareRuns, 'prepare' | 'planned'>;
  readonly runs: Pick<ScriptRunStore, 'attempts' | 'output'>;
  /** Has a script run and waits for it, where no workflow comes back to ask for what came of it. */
  readonly run: RunAndWait;
}

/**
 * A run of a stored script, on the queue of the alert run's security context. The workflow has it done: the effect waits
 * until its record says what came of it. In an error branch, which is gone through once, it waits here. Its action key is
 * the key of the effect, so that it is done once.
 */
export function createScriptEffect({ prepare, runs, run }: ScriptEffectDeps): EffectRunner {
  async function ended({ runId, status, error, sendEmail, exitCode }: ScriptRun): Promise<EffectOutcome> {
    if (status === 'succeeded') {
      const output = await runs.output(runId);
      const result = output?.result;
      return { kind: 'done', said: { variables: isPlainObject(result) ? result : {}, sendEmail } };
    }
    const message = error?.message ?? (exitCode === null ? `The script ended as ${status}.` : `Exit code ${exitCode}.`);
    if (status === 'worker_lost') return { kind: 'uncertain', error: status, message };
    // What it said of mail before it failed holds, too.
    return { kind: 'failed', error: status, message, isTemporary: false, said: { sendEmail } };
  }

  async function planOf(effect: Effect, attempt: number): Promise<ScriptRunPlan | EffectOutcome> {
    return refusing(() => prepare.prepare(requestOf(effect), attempt));
  }

  async function inBranch(effect: Effect, signal: AbortSignal): Promise<EffectOutcome> {
    const done = await refusing(() => run(requestOf(effect), signal));
    return 'kind' in done ? done : ended(done.run);
  }

  return {
    type: 'script',
    isRepeatable: true,
    lanes: 10,

    preview: (effect) => ({
      script: effect.handler.settings['scriptName'],
      version: effect.handler.settings['version'] ?? 'latest',
      parameters: parametersOf(effect),
    }),

    async carryOut(effect, signal) {
      if (effect.failure !== undefined) return inBranch(effect, signal);
      const attempts = await runs.attempts(doingKey(effect));
      const last = attempts.at(-1);
      if (last !== undefined && hasRunEnded(last.status)) {
        const outcome = await ended(last);
        const most = effect.handler.retry?.attempts ?? 1;
        if (outcome.kind !== 'failed' || attempts.length >= most) return outcome;
      }
      const isOpen = last !== undefined && !hasRunEnded(last.status);
      const plan = isOpen ? await prepare.planned(doingKey(effect)) : await planOf(effect, attempts.length + 1);
      if (plan === undefined) return failedEffect('script_missing', 'The run of the script is gone.');
      return 'kind' in plan ? plan : { kind: 'waits', plan };
    },

    async recall(effect) {
      const again = effect.again === undefined ? [] : await runs.attempts(effect.again);
      const last = (again.length > 0 ? again : await runs.attempts(effect.key)).at(-1);
      const outcome = last === undefined ? undefined : await ended(last);
      return outcome !== undefined && outcome.kind !== 'waits' && 'said' in outcome ? (outcome.said ?? {}) : {};
    },
  };
}

/** What cannot even be begun has failed. */
async function refusing<T>(work: () => Promise<T>): Promise<T | EffectOutcome> {
  try {
    return await work();
  } catch (error) {
    if (!isCertloomError(error)) throw error;
    return failedEffect(error.code === 'not_found' ? 'script_missing' : error.code, error.detail);
  }
}

function requestOf(effect: Effect): ScriptRunRequest {
  const { handler, run, alert, items, recipient } = effect;
  const context = contextOf(effect);
  const version = handler.settings['version'];
  return {
    actionKey: doingKey(effect),
    script: {
      kind: 'stored',
      name: String(handler.settings['scriptName']),
      version: typeof version === 'number' ? version : 'latest',
      ...(namesSecrets(handler) ? { secrets: handler.settings['secrets'] as readonly string[] } : {}),
    },
    mode: 'handler',
    // Scripts that come from elsewhere read these of every run.
    context: { ...context, body: context['message'], recipient: recipient ?? '' },
    params: parametersOf(effect),
    trigger: { kind: 'alert', alertId: alert.uuid, handlerId: handler.id, alertRunId: run.id },
    securityContext: run.context,
    itemId: items.length === 1 ? items[0].item.id : null,
    recipient,
    ...(handler.timeoutSeconds === null ? {} : { timeoutSeconds: handler.timeoutSeconds }),
  };
}

/** Texts with their tokens filled; one that is a single `$(…)` keeps the type of its value. */
function parametersOf(effect: Effect): Record<string, unknown> {
  const [at] = effect.items;
  const given = effect.handler.settings['parameters'] ?? {};
  return fillTokens(given, variablesOf(effect), 'literal', curlyOf(effect, at, 'text')).value as Record<
    string,
    unknown
  >;
}
