import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';
import { line } from '../members';

export const updateAttributeStep: DescribedStepKind = {
  code: 'update_attribute',
  title: 'Update Custom Attribute',
  help: 'Sets a custom attribute of the certificate that the instance is about; an empty value takes it away.',
  nature: 'activity',
  outputs: ['continue', 'onError'],
  types: [
    'expiration',
    'certificate_entered_collection',
    'certificate_left_collection',
    'enrollment',
    'revocation',
    'event:certificate_status_changed',
    'event:certificate_action_performed',
    'event:certificate_expiring',
    'event:certificate_discovered',
    'event:certificate_uploaded',
  ],
  templates: ['value'],
  originNames: ['UpdateMetadata'],
  isRepeatable: true,
  timeoutSeconds: 60,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  permissions: () => ['certificates:write'],
  produces: () => [],
  settings: z.strictObject({
    name: line(200, 1).describe('Name of the custom attribute.'),
    value: z
      .unknown()
      .describe(
        'Its value; a text may hold tokens, and keeps the type of its value if it is one token. `True` and `False` are meant so where the attribute is of the type boolean.',
      ),
  }),
};
