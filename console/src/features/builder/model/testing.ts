import type { Kinds } from './edit';
import type { Flow, Step, StepKind } from './flow';
import { newStep } from './flow';

/** Kinds of steps as the API describes them, for tests. */
export const kinds: Kinds = new Map(
  (
    [
      ['start', 'Start', ['continue'], 'route', []],
      ['end', 'End', [], 'route', []],
      ['email', 'Send E-mail', ['continue', 'onError'], 'activity', []],
      ['rest_request', 'Invoke REST Request', ['continue', 'onError'], 'activity', []],
      ['renew_certificate', 'Renew Certificate', ['continue', 'onError'], 'activity', ['newThumbprint']],
      ['wait', 'Wait', ['continue', 'onTimeout', 'onError'], 'wait', []],
      ['branch', 'Branch', [], 'route', []],
    ] as const
  ).map(([type, title, outputs, nature, produces]) => [
    type,
    { type, title, outputs: [...outputs], nature, produces: [...produces] } as unknown as StepKind,
  ]),
);

export function stepOf(name: string, type: string, outputs: Step['outputs'] = {}, settings = {}): Step {
  const made = newStep({ type }, name, name);
  return { ...made, outputs, settings: { ...made.settings, ...settings } };
}

export function flowWith(steps: readonly Step[], canvas: Partial<Flow['canvas']> = {}): Flow {
  return {
    ...{ name: 'Flow', description: '', type: 'expiration', keys: [], startedBy: 'type', enabled: true },
    ...{ unresolvedTokens: 'fail', restResultAs: 'object', steps, canvas: { places: [], notes: [], ...canvas } },
  };
}

export const row = [
  stepOf('Start', 'start', { continue: 'Mail' }),
  stepOf('Mail', 'email', { continue: 'Wait', onError: 'End' }),
  stepOf('Wait', 'wait', { continue: 'End' }),
  stepOf('End', 'end'),
];
