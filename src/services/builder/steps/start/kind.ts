import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';

export const startStep: DescribedStepKind = {
  code: 'start',
  title: 'Start',
  help: 'Where each instance begins. A definition has exactly one.',
  nature: 'route',
  outputs: ['continue'],
  types: null,
  templates: [],
  originNames: ['NOOPStep'],
  isRepeatable: true,
  timeoutSeconds: 60,
  retry: { attempts: 1, firstPauseSeconds: 0 },
  produces: () => [],
  settings: z.strictObject({}),
};
