import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';

export const endStep: DescribedStepKind = {
  code: 'end',
  title: 'End',
  help: 'Where an instance ends, complete or rejected. There may be several.',
  nature: 'route',
  outputs: [],
  types: null,
  templates: [],
  originNames: ['NOOPStep'],
  isRepeatable: true,
  timeoutSeconds: 60,
  retry: { attempts: 1, firstPauseSeconds: 0 },
  produces: () => [],
  settings: z.strictObject({
    result: z
      .enum(['complete', 'rejected'])
      .default('complete')
      .describe('What the instance ends as. Rejected: a request does not go on.'),
  }),
};
