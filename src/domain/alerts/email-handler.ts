import type { HandlerType } from './handler';

export const emailHandler: HandlerType = {
  code: 'email',
  title: 'E-mail',
  inCompat: false,
  perRecipientInCompat: false,
  mailsInCompat: false,
  runPers: ['certificate'],
  isMail: true,
  kinds: null,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  templates: ['subject', 'message'],
};
