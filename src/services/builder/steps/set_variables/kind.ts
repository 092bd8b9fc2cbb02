import { z } from 'zod';
import { runtimes } from '../../../../domain/scripts/runtime';
import { maxScriptBytes } from '../../../../domain/scripts/script';
import type { DescribedStepKind } from '../described-kind';
import { limits, longText, parameters, secretNames, secretsPermission } from '../members';

export const setVariablesStep: DescribedStepKind = {
  code: 'set_variables',
  title: 'Set Variable Data',
  help: 'Runs a script that stands in the step, in workflow mode. The map that it returns is merged into the variables.',
  nature: 'script',
  outputs: ['continue', 'onError'],
  types: null,
  // Not the content: `$(` means something of its own in shells.
  templates: ['parameters'],
  originNames: ['PowerShell'],
  isRepeatable: false,
  timeoutSeconds: 3_600,
  retry: { attempts: 1, firstPauseSeconds: 0 },
  permissions: (settings) => ['scripts:write', 'scripts:execute', ...secretsPermission(settings)],
  produces: () => 'any',
  settings: z.strictObject({
    runtime: z.enum(runtimes),
    content: longText(maxScriptBytes).describe('Text of the script. No tokens: values come as parameters.'),
    parameters: parameters.default({}),
    secrets: secretNames.default([]),
    limits: limits.default({}),
    strict: z.boolean().default(false).describe('pwsh: the first failed statement ends the script.'),
    windows: z.boolean().default(false).describe('pwsh: a drive C: and what else scripts of Windows expect.'),
    reuse: z.boolean().default(false).describe('pwsh and node: one warm process serves run after run.'),
    repeatable: z.boolean().default(false).describe('May be run again when its worker was lost in the middle.'),
  }),
};
