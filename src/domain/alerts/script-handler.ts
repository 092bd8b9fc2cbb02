import type { HandlerType } from './handler';

/** What handlers that run code of the user have in common. */
export const codeHandler = {
  inCompat: true,
  perRecipientInCompat: true,
  mailsInCompat: true,
  runPers: ['certificate', 'recipient', 'batch'],
  isMail: false,
  kinds: null,
  retry: { attempts: 1, firstPauseSeconds: 0 },
  produces: 'any',
  templates: [],
} as const satisfies Partial<HandlerType>;

export const scriptHandler: HandlerType = {
  ...codeHandler,
  code: 'script',
  title: 'Script',
  permission: 'scripts:execute',
  templates: ['parameters'],
};
