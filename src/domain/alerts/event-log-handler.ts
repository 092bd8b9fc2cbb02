import type { HandlerType } from './handler';

export const eventLogHandler: HandlerType = {
  code: 'event_log',
  title: 'Event log',
  inCompat: true,
  perRecipientInCompat: false,
  mailsInCompat: false,
  runPers: ['certificate', 'recipient', 'batch'],
  isMail: false,
  isLog: true,
  kinds: null,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  templates: ['message', 'data'],
};
