import type { StepCondition } from '../../../../domain/builder/definition';
import type { OpenSignal } from '../../../../domain/builder/instance';
import type { StepConditions } from '../../step-conditions';
import type { StepRunner } from '../step-runner';
import { untilOf } from '../until';

interface WaitSettings {
  readonly signalName?: string;
  readonly condition?: StepCondition;
  readonly pollSeconds?: number;
  readonly timeout?: string;
  readonly roles?: readonly string[];
  readonly users?: readonly string[];
  readonly resultVariable?: string;
  readonly hookVariable?: string;
}

const defaultPollSeconds = 60;

/** Waits for a signal, for a condition to hold, or for a time to pass. */
export function createWaitRunner(conditions: StepConditions, now: () => Date): StepRunner {
  return {
    code: 'wait',
    async run({ instance, content, step, values, startedAt, received }) {
      const settings = step.settings as WaitSettings;
      const { signalName, condition, pollSeconds = defaultPollSeconds, timeout, resultVariable } = settings;
      const [signal] = received;
      if (signal !== undefined) {
        const variables = resultVariable === undefined ? {} : { [resultVariable]: signal.data };
        const outputs = { by: signal.by.name, at: signal.at.toISOString(), data: signal.data };
        return { kind: 'done', variables, outputs, message: `Signal ${signal.signal} of ${signal.by.name}.` };
      }
      if (condition !== undefined) {
        const at = { instance, values, unresolved: content.unresolvedTokens };
        const holds = await conditions([condition], 'all', at);
        if (typeof holds !== 'boolean') return { kind: 'failed', error: holds, isTemporary: false };
        if (holds) return { kind: 'done', message: 'The condition holds.' };
      }
      const until = untilOf(startedAt, timeout);
      if (until !== null && now() >= until) {
        // Alone it is what the step is for.
        const isPause = signalName === undefined && condition === undefined;
        return { kind: 'done', ...(isPause ? {} : { left: 'onTimeout' }), message: 'The time is over.' };
      }
      const signals: OpenSignal[] =
        signalName === undefined
          ? []
          : [
              {
                ...{ signalKey: `${step.uniqueName}.${signalName}`, kind: 'signal', notBy: null },
                ...{ roles: settings.roles ?? [], users: settings.users ?? [] },
              },
            ];
      return {
        ...{ kind: 'suspends', signals, until, message: inWords(settings, until) },
        pollSeconds: condition === undefined ? null : pollSeconds,
        hasHook: signalName !== undefined && settings.hookVariable !== undefined,
      };
    },
  };
}

function inWords({ signalName, condition }: WaitSettings, until: Date | null): string {
  const what = [
    ...(signalName === undefined ? [] : [`signal ${signalName}`]),
    ...(condition === undefined ? [] : ['its condition']),
  ].join(' or ');
  const end = until === null ? '' : ` until ${until.toISOString()}`;
  return what === '' ? `Waits${end}.` : `Waits for ${what}${end}.`;
}
