import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';

export const enrollStep: DescribedStepKind = {
  code: 'enroll',
  title: 'Enroll',
  help: 'Sends the request to the authority, with the fields as they are by then, and waits for the certificate.',
  nature: 'operation',
  outputs: ['continue', 'onError'],
  types: ['enrollment'],
  templates: [],
  originNames: ['EnrollStep'],
  isRepeatable: true,
  timeoutSeconds: 2_592_000,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: () => ['newCertificateId', 'newThumbprint', 'newExpiration'],
  oneIn: 'enrollment',
  settings: z.strictObject({}),
};
