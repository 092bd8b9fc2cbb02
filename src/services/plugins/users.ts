import type { Alert } from '../../domain/alerts/alert';
import type { BranchHandler } from '../../domain/alerts/handler';
import type { AlertStore } from '../../store/alerts/alerts';
import type { HandlerUsers } from './registry';

/** Alerts that have a handler, also in an error branch. There are few alerts. */
export function createHandlerUsers({ alerts }: { readonly alerts: Pick<AlertStore, 'all'> }): HandlerUsers {
  return async ({ name, builtIn }) => {
    const isIt = ({ type, settings }: BranchHandler) =>
      builtIn ? type === name : type === 'custom' && settings['pluginName'] === name;
    const has = ({ handlers }: Alert) =>
      handlers.some((handler) => isIt(handler) || handler.onError.handlers.some((branch) => isIt(branch)));
    return (await alerts.all())
      .filter(has)
      .map(({ uuid, name: alert, kind }) => ({ kind: 'alert', uuid, name: alert, alertKind: kind }));
  };
}
