import type { Step } from '../../src/domain/builder/definition';
import { checkDefinition, type CheckContext, type DefinitionFields } from '../../src/domain/builder/check';
import { plainStep } from '../../src/domain/builder/one-step';
import { stepKinds } from '../../src/services/builder/steps/kinds';

/** A step of a definition: name, kind, settings and where its ways lead to. */
export function stepOf(
  uniqueName: string,
  type: string,
  outputs: Step['outputs'] | string = {},
  settings: Step['settings'] = {},
  more: Partial<Step> = {},
): Step {
  return plainStep({
    ...{ uniqueName, type, settings, outputs: typeof outputs === 'string' ? { continue: outputs } : outputs },
    ...more,
  });
}

export const startOf = (to: string) => stepOf('Start', 'start', to);
export const end = stepOf('End', 'end', {}, { result: 'complete' });

export function mailOf(
  uniqueName: string,
  to: Step['outputs'] | string,
  text = 'Hello',
  more: Partial<Step> = {},
): Step {
  return stepOf(uniqueName, 'email', to, { recipients: ['a@x.example'], subject: 'S', message: text }, more);
}

export function fieldsOfDefinition(steps: readonly Step[], more: Partial<DefinitionFields> = {}): DefinitionFields {
  return {
    ...{ name: 'Flow', description: '', type: 'expiration', keys: [{ kind: 'alert', uuid: 'a' }], startedBy: 'type' },
    ...{ enabled: true, isGlobal: false, steps, unresolvedTokens: 'fail', restResultAs: 'object' },
    ...more,
  };
}

/** Takes every setting and condition as it is. */
export const lenient: CheckContext = {
  installation: { hasFallbackRecipients: true },
  kinds: stepKinds,
  settings: (_kind, value) => ({ value }),
  condition: (value) => ({ value: value as Step['conditions'][number] }),
};

/** Faults and problems as short texts: `! code pointer` of what is not saved, `error code pointer`, `warning …`. */
export function toldOf(fields: DefinitionFields, context: CheckContext = lenient): string[] {
  const { faults, problems } = checkDefinition(fields, context);
  return [
    ...faults.map(({ code, pointer }) => `! ${code} ${pointer}`),
    ...problems.map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`),
  ];
}
