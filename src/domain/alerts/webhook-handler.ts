import type { Fault } from '../problem';
import type { HandlerType } from './handler';

/** With which the service of a connection is called. */
export const webhookMethods = ['POST', 'PUT', 'PATCH'] as const;

export const webhookHandler: HandlerType = {
  code: 'webhook',
  title: 'Webhook',
  inCompat: false,
  perRecipientInCompat: false,
  mailsInCompat: false,
  runPers: ['certificate', 'recipient', 'batch'],
  isMail: false,
  kinds: null,
  retry: { attempts: 5, firstPauseSeconds: 1 },
  // Its secret is used for whatever the handler asks for.
  permission: ({ connection }) => (connection === undefined ? undefined : 'secrets:use'),
  templates: ['path', 'headers', 'body'],
  faults({ url, connection, ...rest }): Fault[] {
    if (connection === undefined) {
      const alone = ['path', 'method'].filter((member) => rest[member] !== undefined);
      return [
        ...(url === undefined
          ? [{ pointer: '/url', code: 'required', detail: 'an address or a connection is expected' }]
          : []),
        ...alone.map((member) => ({ pointer: `/${member}`, code: 'wrong_value', detail: 'this is for connections' })),
      ];
    }
    if (url === undefined) return [];
    return [
      { pointer: '/url', code: 'wrong_value', detail: 'the connection has the address; `path` is appended to it' },
    ];
  },
};
