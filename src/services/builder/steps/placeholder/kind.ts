import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';
import { line } from '../members';

export const placeholderStep: DescribedStepKind = {
  code: 'placeholder',
  title: 'Placeholder',
  help: 'Stands for a step of another system that Certloom does not have. It is replaced before the definition is published.',
  nature: 'route',
  outputs: ['continue', 'onError'],
  types: null,
  templates: [],
  originNames: [],
  isRepeatable: true,
  timeoutSeconds: 60,
  retry: { attempts: 1, firstPauseSeconds: 0 },
  produces: () => 'any',
  gaps: ({ extensionName }) => [
    {
      pointer: '/extensionName',
      code: 'unsupported_step',
      detail: `"${String(extensionName)}" has no counterpart here: put another step in its place`,
    },
  ],
  settings: z.strictObject({
    extensionName: line(200, 1).describe('What it was called there.'),
    parameters: z.record(z.string(), z.unknown()).default({}).describe('Its parameters there, without secrets.'),
  }),
};
