import type { Alert } from './alert';
import type { Handler } from './handler';
import { handlerType } from './handler-types';
import { handlerChannel, impliedMail, mailChannel, workflowChannel } from './ledger';

/** One effect that an alert is to have for an item. */
export interface HandlerStep {
  readonly handler: Handler;
  /** Of what runs or is sent for one recipient. */
  readonly recipient: string | null;
  readonly channel: string;
  /** Steps of one number run together for all items of a page; smaller ones first. */
  readonly phase: number;
  /** One effect for up to 500 items. */
  readonly isBatch: boolean;
}

export interface PlannedRecipients {
  /** Of the alert. */
  readonly addresses: readonly string[];
  /** Of e-mail handlers with recipients of their own, by handler id. */
  readonly ofHandlers: ReadonlyMap<string, readonly string[]>;
}

type Planned = Pick<Alert, 'semantics' | 'handlers'>;

/** Room for the recipients of a handler between it and the next. */
const phasesPerHandler = 10_000;

/** What runs for an item, how often, for whom and in which order. */
export function planHandlers(alert: Planned, recipients: PlannedRecipients): HandlerStep[] {
  return alert.semantics === 'compat' ? compatSteps(alert, recipients) : nativeSteps(alert, recipients);
}

/** The mail that an alert in compatibility semantics sends by itself. */
export const impliedMailHandler: Handler = {
  id: impliedMail,
  name: 'Mail',
  type: 'email',
  enabled: true,
  runPer: 'certificate',
  conditions: [],
  settings: {},
  onError: { handlers: [], then: 'continue' },
  timeoutSeconds: null,
  retry: null,
};

/**
 * At most one handler. A script or plug-in runs once for every recipient, once without any; others run once. Mail
 * follows a script, plug-in or renewal, and stands alone where there is no handler; an event logger takes its place. A
 * script that fails does not hold the mail back.
 */
function compatSteps({ handlers }: Planned, { addresses }: PlannedRecipients): HandlerStep[] {
  const mailTo = (recipient: string, index: number): HandlerStep => ({
    handler: impliedMailHandler,
    recipient,
    channel: mailChannel(impliedMail, recipient),
    phase: index * 2 + 2,
    isBatch: false,
  });
  const [handler] = handlers;
  if (handler === undefined || !handler.enabled) return addresses.map(mailTo);
  const { perRecipientInCompat, mailsInCompat } = handlerType(handler.type);
  const own = perRecipientInCompat && addresses.length > 0 ? addresses : [null];
  const runs = own.map((recipient, index): HandlerStep => ({
    ...{ handler, recipient, channel: handlerChannel(handler.id, recipient) },
    ...{ phase: index * 2 + 1, isBatch: false },
  }));
  return inOrder([...runs, ...(mailsInCompat ? addresses.map(mailTo) : [])]);
}

function nativeSteps({ handlers }: Planned, { addresses, ofHandlers }: PlannedRecipients): HandlerStep[] {
  return handlers.flatMap((handler, index): HandlerStep[] => {
    if (!handler.enabled) return [];
    const phase = index * phasesPerHandler;
    const { isMail, isInternal } = handlerType(handler.type);
    if (!isMail && handler.runPer !== 'recipient') {
      const channel = isInternal === true ? workflowChannel(handler.id) : handlerChannel(handler.id, null);
      return [{ handler, recipient: null, channel, phase, isBatch: handler.runPer === 'batch' }];
    }
    const channelOf = isMail ? mailChannel : handlerChannel;
    const whom = (isMail ? ofHandlers.get(handler.id) : undefined) ?? addresses;
    return whom.slice(0, phasesPerHandler).map((recipient, place) => ({
      ...{ handler, recipient, channel: channelOf(handler.id, recipient), phase: phase + place, isBatch: false },
    }));
  });
}

function inOrder(steps: readonly HandlerStep[]): HandlerStep[] {
  return [...steps].sort((one, other) => one.phase - other.phase);
}
