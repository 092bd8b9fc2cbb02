import type { AlertFields } from './alert';
import type { Handler } from './handler';
import { handlerType } from './handler-types';
import { impliedMailHandler } from './handler-plan';
import { alertKind } from './kinds';
import { handlerChannel, impliedMail, mailChannel } from './ledger';
import type { Fault } from '../problem';

type Judged = Pick<AlertFields, 'semantics' | 'kind' | 'handlers' | 'recipients'>;

/** What compatibility semantics does not allow. */
export function compatFaults({ semantics, kind, handlers }: Judged): Fault[] {
  if (semantics !== 'compat') return [];
  const second = alertKind(kind).hasOneHandler && handlers.length > 1;
  const tooMany = second
    ? [
        {
          pointer: '/handlers/1',
          code: 'single_handler',
          detail: 'an alert in compatibility semantics has one handler',
        },
      ]
    : [];
  const others = handlers.flatMap(({ type, conditions, onError, runPer }, index) => {
    const { inCompat, title, perRecipientInCompat } = handlerType(type);
    const at = `/handlers/${index}`;
    const only = 'belongs to native semantics; POST /alerts/{id}/convert goes there';
    const wrong = (pointer: string, detail: string): Fault => ({ pointer, code: 'wrong_value', detail });
    const expected = perRecipientInCompat ? 'recipient' : 'certificate';
    return [
      ...(inCompat ? [] : [wrong(`${at}/type`, `a handler of type ${title} ${only}`)]),
      ...(conditions.length === 0 ? [] : [wrong(`${at}/conditions`, `a condition ${only}`)]),
      ...(onError.handlers.length === 0 && onError.then === 'continue'
        ? []
        : [wrong(`${at}/onError`, `an error branch ${only}`)]),
      ...(runPer === expected
        ? []
        : [wrong(`${at}/runPer`, `it is ${expected} in compatibility semantics; another one ${only}`)]),
    ];
  });
  return [...tooMany, ...others];
}

/** A fact that is no fault, and that people should know when they save. */
export interface AlertWarning {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export function compatWarnings({ semantics, handlers, recipients }: Judged): AlertWarning[] {
  const [handler] = handlers;
  if (semantics !== 'compat' || handler === undefined || !handler.enabled) return [];
  const { perRecipientInCompat, mailsInCompat } = handlerType(handler.type);
  if (perRecipientInCompat && recipients.length > 1) {
    const detail = `the script runs once for every certificate and every recipient, ${recipients.length} times a certificate; POST /alerts/{id}/convert makes it run once`;
    return [{ pointer: '/handlers/0', code: 'script_runs_per_recipient', detail }];
  }
  if (!mailsInCompat && recipients.length > 0) {
    const detail =
      'this handler takes the place of mail: the recipients are kept and get none; make a second alert for them';
    return [{ pointer: '/recipients', code: 'recipients_unused', detail }];
  }
  return [];
}

/** Whether it sends mail that none of its handlers stands for. */
function impliesMail({ semantics, handlers, recipients }: Judged): boolean {
  const [handler] = handlers;
  const mails = handler === undefined || !handler.enabled || handlerType(handler.type).mailsInCompat;
  return semantics === 'compat' && mails && recipients.length > 0;
}

/** A change to native semantics that would end the implied mail without a word. */
export function leavingFaults(before: Judged, after: Judged): Fault[] {
  const keepsMail = after.semantics === 'compat' || after.handlers.some(({ type }) => handlerType(type).isMail);
  if (keepsMail || !impliesMail(before)) return [];
  const detail =
    'the mail that compatibility semantics sends by itself would end: POST /alerts/{id}/convert goes to native semantics and keeps it; or give an email handler';
  return [{ pointer: '/semantics', code: 'use_convert', detail }];
}

/** Rows of the ledger that stand for those of other channels, once an alert is in native semantics. */
export interface CarriedChannel {
  /** How the channels of the rows begin; what follows is the recipient. */
  readonly from: string;
  /** The channel that they count for. */
  readonly to: (recipient: string) => string;
  readonly handlerId: string;
}

/**
 * What has happened under compatibility semantics counts under native semantics, too: a handler that ran for each
 * recipient of an item has run for the item, and whom the implied mail has told an e-mail handler has told.
 */
export function carriedChannels(before: Pick<AlertFields, 'semantics'>, after: Judged): CarriedChannel[] {
  if (before.semantics !== 'compat' || after.semantics !== 'native') return [];
  return after.handlers.flatMap(({ id, type, runPer }): CarriedChannel[] => {
    const { isMail, perRecipientInCompat } = handlerType(type);
    if (isMail && id !== impliedMail) {
      return [{ from: mailChannel(impliedMail, ''), to: (recipient) => mailChannel(id, recipient), handlerId: id }];
    }
    if (!perRecipientInCompat || runPer === 'recipient') return [];
    const channel = handlerChannel(id, null);
    return [{ from: `${channel}:`, to: () => channel, handlerId: id }];
  });
}

/** Percent: nothing is left out for the share of its lifetime. */
const wholeLifetime = 100;

/**
 * The alert in native semantics: its handler keeps its place and runs once for each item, and the mail that was implied
 * becomes an e-mail handler behind it. An event logger sent no mail, so none is added. Compatibility semantics ignores the
 * share of the lifetime, so all of it counts: what was due stays due.
 */
export function toNative<T extends AlertFields>(alert: T): T {
  if (alert.semantics === 'native') return alert;
  const mail: readonly Handler[] = impliesMail(alert) ? [impliedMailHandler] : [];
  const kept = alert.handlers.map((own): Handler => ({ ...own, runPer: 'certificate' }));
  return { ...alert, semantics: 'native', lifetimeShare: wholeLifetime, handlers: [...kept, ...mail] };
}
