import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';
import { line } from '../members';

export const updateEnrollmentFieldStep: DescribedStepKind = {
  code: 'update_enrollment_field',
  title: 'Update Enrollment Field',
  help: 'Adds, changes or removes an additional field of the request. It stands before Enroll.',
  nature: 'activity',
  outputs: ['continue', 'onError'],
  types: ['enrollment'],
  templates: ['value'],
  originNames: [],
  isRepeatable: true,
  timeoutSeconds: 60,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: () => [],
  precedesOne: true,
  faults: ({ value, remove }) => {
    if (remove === true && value !== undefined) {
      return [{ pointer: '/value', code: 'wrong_value', detail: 'what is removed has no value' }];
    }
    if (remove !== true && value === undefined) {
      return [{ pointer: '/value', code: 'required', detail: 'a value, or `remove: true` is expected' }];
    }
    return [];
  },
  settings: z.strictObject({
    name: line(200, 1).describe('Name of the field.'),
    value: z.unknown().optional().describe('Its value; a text that is one token keeps the type of its value.'),
    remove: z.boolean().default(false),
  }),
};
