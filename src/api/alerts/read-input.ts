import type { Alert, AlertFields } from '../../domain/alerts/alert';
import type { BranchHandler, Handler } from '../../domain/alerts/handler';
import { handlerType } from '../../domain/alerts/handler-types';
import type { Condition } from '../../domain/conditions/tree';
import type { HandlerInput } from './handler-schemas';
import type { AlertInput } from './schemas';

/** The alert that a request asks for: what it leaves out is filled in, handlers keep their ids by their names. */
export function readAlert(input: AlertInput, before: Alert | null, newId: () => string): AlertFields {
  const { firstRun: _f, handlers, ...fields } = input;
  const isCompat = input.semantics === 'compat';
  return {
    ...fields,
    schedule: input.schedule ?? null,
    handlers: handlers.map((handler): Handler => {
      const known = before?.handlers.find(({ name }) => name === handler.name);
      const { perRecipientInCompat } = handlerType(handler.type);
      return {
        ...branchOf(handler, known, newId),
        enabled: handler.enabled,
        runPer: handler.runPer ?? (isCompat && perRecipientInCompat ? 'recipient' : 'certificate'),
        // Checked, and brought to their form, with what else the alert names.
        conditions: handler.conditions as readonly Condition[],
        onError: {
          then: handler.onError.then,
          handlers: handler.onError.handlers.map((branch) =>
            branchOf(
              branch,
              known?.onError.handlers.find(({ name }) => name === branch.name),
              newId,
            ),
          ),
        },
      };
    }),
  };
}

function branchOf(
  {
    id,
    name,
    type,
    settings,
    timeoutSeconds,
    retry,
  }: Omit<HandlerInput, 'enabled' | 'runPer' | 'conditions' | 'onError'>,
  known: BranchHandler | undefined,
  newId: () => string,
): BranchHandler {
  return { id: id ?? known?.id ?? newId(), name, type, settings, timeoutSeconds, retry };
}
