import { isPlainObject } from '../../../../domain/values/json';
import type { StepRunner } from '../step-runner';
import { createScriptStepRunner, type ScriptStepDeps } from '../script-run';

/** A run of a stored script. */
export function createCustomScriptRunner(deps: ScriptStepDeps): StepRunner {
  return createScriptStepRunner(
    'custom_script',
    ({ step: { settings } }) => {
      const { scriptName, version, secrets, limits } = settings;
      return {
        ...{ kind: 'stored', name: String(scriptName), version: typeof version === 'number' ? version : 'latest' },
        ...(Array.isArray(secrets) && secrets.length > 0 ? { secrets: secrets.map(String) } : {}),
        ...(isPlainObject(limits) ? { limits } : {}),
      };
    },
    deps,
  );
}
