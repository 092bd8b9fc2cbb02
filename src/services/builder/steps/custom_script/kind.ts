import { z } from 'zod';
import { scriptNameForm } from '../../../../domain/scripts/script';
import type { DescribedStepKind } from '../described-kind';
import { limits, parameters, secretNames, secretsPermission } from '../members';

export const customScriptStep: DescribedStepKind = {
  code: 'custom_script',
  title: 'Use Custom Script',
  help: 'Runs a stored script of category `workflow`. The map that it returns is merged into the variables.',
  nature: 'script',
  outputs: ['continue', 'onError'],
  types: null,
  templates: ['parameters'],
  originNames: ['CustomPowerShell'],
  isRepeatable: false,
  timeoutSeconds: 3_600,
  retry: { attempts: 1, firstPauseSeconds: 0 },
  permissions: (settings) => ['scripts:execute', ...secretsPermission(settings)],
  produces: () => 'any',
  settings: z.strictObject({
    scriptName: z.string().regex(scriptNameForm, 'the name of a script is expected').describe('Name of the script.'),
    version: z
      .union([z.int().min(1), z.literal('latest')])
      .default('latest')
      .describe('Number of its version, or `latest`.'),
    parameters: parameters.default({}),
    secrets: secretNames.default([]).describe('Names of secrets beside those that the script itself names.'),
    limits: limits.default({}).describe('Left out: those of the script.'),
  }),
};
