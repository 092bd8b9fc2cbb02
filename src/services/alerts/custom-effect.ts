import type { Plugin } from '../../domain/plugins/plugin';
import { checkPluginValues, type PluginValues } from '../../domain/plugins/parameters';
import type { PluginStore } from '../../store/plugins/plugins';
import type { ScriptRunStore } from '../../store/scripts/runs';
import type { RunAndWait } from '../scripts/run-and-wait';
import { doingKey, failedEffect, type Effect, type EffectOutcome, type EffectRunner } from './effect';
import { contextOf, fillText } from './texts';

export interface CustomEffectDeps {
  readonly plugins: Pick<PluginStore, 'byName'>;
  readonly run: RunAndWait;
  readonly runs: Pick<ScriptRunStore, 'attempts' | 'output'>;
}

const actionKeyOf = (key: string) => `alert/${key}`;

/** Runs a module that was registered as a handler, where and as scripts run. */
export function createCustomEffect({ plugins, run, runs }: CustomEffectDeps): EffectRunner {
  async function carryOut(effect: Effect, signal: AbortSignal): Promise<EffectOutcome> {
    const name = String(effect.handler.settings['pluginName']);
    const plugin = await plugins.byName(name);
    if (plugin === undefined) return failedEffect('handler_missing', `There is no handler "${name}" any more.`);
    if (!plugin.enabled) {
      return failedEffect('handler_disabled', `The handler "${name}" is disabled: enable it to let it run.`);
    }
    if (!plugin.supports.includes(effect.alert.kind)) {
      return failedEffect('kind_not_supported', `The handler "${name}" is not for alerts of this kind.`);
    }
    const { values, secrets, faults } = valuesOf(plugin, effect);
    const [fault] = faults;
    if (fault !== undefined) return failedEffect('invalid_parameters', `${fault.pointer.slice(1)}: ${fault.detail}.`);
    const { handler, run: alertRun, alert, items, recipient } = effect;
    const ended = await run(
      {
        ...{
          actionKey: actionKeyOf(doingKey(effect)),
          script: { kind: 'plugin', name, secrets },
          mode: 'workflow',
          params: values,
        },
        context: contextOf(effect),
        trigger: { kind: 'alert', alertId: alert.uuid, handlerId: handler.id, alertRunId: alertRun.id },
        ...{ securityContext: alertRun.context, itemId: items.length === 1 ? items[0].item.id : null, recipient },
        ...(handler.timeoutSeconds === null ? {} : { timeoutSeconds: handler.timeoutSeconds }),
      },
      signal,
    );
    const { status, error, runId, sendEmail } = ended.run;
    if (status === 'succeeded') return { kind: 'done', said: { variables: ended.result, sendEmail } };
    const message = `${error?.message ?? status} (run ${runId})`;
    if (status === 'worker_lost') return { kind: 'uncertain', error: status, message };
    const isOurs = error?.id === 'module_changed' || error?.id === 'handler_disabled' || error?.id === 'module_outside';
    return failedEffect(status === 'failed' ? (isOurs ? error.id : 'script_failed') : status, message);
  }

  return {
    type: 'custom',
    // The same key is the same run.
    isRepeatable: true,
    lanes: 10,
    endsByItself: true,

    preview: (effect) => ({
      pluginName: effect.handler.settings['pluginName'],
      parameters: filled(effect),
    }),

    carryOut,

    async recall({ key, again }) {
      for (const asked of again === undefined ? [key] : [again, key]) {
        const last = (await runs.attempts(actionKeyOf(asked))).at(-1);
        if (last === undefined) continue;
        if (last.status !== 'succeeded') return { sendEmail: last.sendEmail };
        return { variables: (await runs.output(last.runId))?.result ?? {}, sendEmail: last.sendEmail };
      }
      return {};
    },
  };
}

function valuesOf({ parameters }: Plugin, effect: Effect): PluginValues {
  const tokens = new Set(parameters.flatMap(({ name, type }) => (type === 'token' ? [name] : [])));
  const checked = checkPluginValues(parameters, given(effect));
  const values = Object.entries(checked.values).map(([name, value]) => [
    name,
    tokens.has(name) && typeof value === 'string' ? fillText(value, effect, effect.items[0], 'text').text : value,
  ]);
  return { ...checked, values: Object.fromEntries(values) as Record<string, unknown> };
}

function given({ handler }: Effect): Readonly<Record<string, unknown>> {
  return (handler.settings['parameters'] ?? {}) as Record<string, unknown>;
}

/** As a dry run shows them: which of them are tokens only the manifest says, and braces elsewhere are rare. */
function filled(effect: Effect): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given(effect)).map(([name, value]) => [
      name,
      typeof value === 'string' ? fillText(value, effect, effect.items[0], 'text').text : value,
    ]),
  );
}
