import { z } from 'zod';
import type { DescribedStepKind } from '../described-kind';
import { htmlMessage, recipientHints, recipients, subject } from '../members';

export const emailStep: DescribedStepKind = {
  code: 'email',
  title: 'Send E-mail',
  help: 'Sends a mail to each recipient. Where none can be told, the fallback recipients of the settings get it; without these it fails with `no_recipients`.',
  nature: 'activity',
  outputs: ['continue', 'onError'],
  types: null,
  templates: ['recipients', 'subject', 'message'],
  addressees: ['recipients'],
  originNames: ['Email'],
  isRepeatable: false,
  timeoutSeconds: 300,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  produces: () => [],
  hints: (settings, installation) => recipientHints(settings['recipients'], installation),
  settings: z.strictObject({
    recipients: recipients.default([]),
    subject,
    message: htmlMessage,
    attachCertificate: z
      .enum(['pem', 'der', 'none'])
      .default('none')
      .describe('The certificate that the instance is about, as an attachment.'),
  }),
};
