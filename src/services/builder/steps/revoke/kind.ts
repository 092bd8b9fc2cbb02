import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';

export const revokeStep: DescribedStepKind = {
  code: 'revoke',
  title: 'Revoke',
  help: 'Has the authority revoke the certificate, and waits for it.',
  nature: 'operation',
  outputs: ['continue', 'onError'],
  types: ['revocation'],
  templates: [],
  originNames: ['RevokeStep'],
  isRepeatable: true,
  timeoutSeconds: 2_592_000,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: () => [],
  oneIn: 'revocation',
  settings: z.strictObject({}),
};
