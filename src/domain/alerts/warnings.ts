import { unreachedSinks } from '../event-log/warnings';
import type { AlertFields } from './alert';
import { compatWarnings, type AlertWarning } from './compat';
import type { BranchHandler } from './handler';
import { handlerType } from './handler-types';

/**
 * What people should know of an alert when they save it, and that is no fault.
 * @param sinks of the event log that entries of this process reach
 */
export function alertWarnings(alert: AlertFields, sinks: readonly string[]): AlertWarning[] {
  return [...compatWarnings(alert), ...untoldRecipients(alert), ...unwrittenPlaces(alert), ...unreached(alert, sinks)];
}

function unreached({ handlers }: AlertFields, sinks: readonly string[]): AlertWarning[] {
  const of = (settings: BranchHandler['settings'], at: string) =>
    unreachedSinks(settings['sinks'], sinks).map((one) => ({ ...one, pointer: `${at}/settings/sinks` }));
  return handlers.flatMap(({ settings, onError }, index) => [
    ...of(settings, `/handlers/${index}`),
    ...onError.handlers.flatMap((one, at) => of(one.settings, `/handlers/${index}/onError/handlers/${at}`)),
  ]);
}

/** What a renewal can write is known when it is done; that it is files alone is known before. */
function unwrittenPlaces({ handlers }: AlertFields): AlertWarning[] {
  const detail =
    'only files below the folders of CERTLOOM_DEPLOY_FOLDERS are written; other places where a certificate was found are listed in the variable notDeployed';
  return handlers.flatMap(({ type, settings }, index) =>
    type === 'renewal' && settings['deploy'] === true
      ? [{ pointer: `/handlers/${index}/settings/deploy`, code: 'deploys_to_files', detail }]
      : [],
  );
}

/** Native semantics sends no mail by itself: recipients alone tell nobody. */
function untoldRecipients({ semantics, mode, recipients, handlers }: AlertFields): AlertWarning[] {
  if (semantics !== 'native' || mode !== 'handlers' || recipients.length === 0) return [];
  const isTold = handlers.some(
    (handler) =>
      handler.enabled &&
      (handler.runPer === 'recipient' || [handler, ...handler.onError.handlers].some(mailsToAlertRecipients)),
  );
  if (isTold) return [];
  const detail =
    'no enabled handler sends mail to them: native semantics sends none by itself; add a handler of type email';
  return [{ pointer: '/recipients', code: 'recipients_unused', detail }];
}

/** Recipients of its own take the place of the alert's. */
function mailsToAlertRecipients({ type, settings }: BranchHandler): boolean {
  const own = settings['recipients'];
  return handlerType(type).isMail && !(Array.isArray(own) && own.length > 0);
}
