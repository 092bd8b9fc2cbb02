import type { StepRunner } from '../step-runner';
import { createScriptStepRunner, type ScriptStepDeps } from '../script-run';

/** A run of the script that stands in the step. */
export function createSetVariablesRunner(deps: ScriptStepDeps): StepRunner {
  return createScriptStepRunner(
    'set_variables',
    ({ instance: { definition }, step }) => ({
      ...{ kind: 'step', definition: definition.uuid, version: definition.version, step: step.uniqueName },
    }),
    deps,
  );
}
