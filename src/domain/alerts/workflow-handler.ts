import type { Alert } from './alert';
import type { Handler, HandlerType } from './handler';

/** Starts an instance of the workflow builder. No alert has it by itself: one in mode `workflow` runs as if it had. */
export const workflowHandler: HandlerType = {
  code: 'workflow',
  title: 'Workflow',
  inCompat: false,
  perRecipientInCompat: false,
  mailsInCompat: false,
  runPers: ['certificate'],
  isMail: false,
  isInternal: true,
  kinds: ['expiration', 'key_rotation', 'revocation_monitoring'],
  retry: { attempts: 5, firstPauseSeconds: 1 },
  templates: [],
};

/** A published definition that an alert starts. */
export interface AlertDefinition {
  readonly uuid: string;
  readonly name: string;
  readonly version: number;
}

/** Stands for the definition of an alert that has none, where it is shown what is due all the same. */
export const noDefinition: AlertDefinition = { uuid: '', name: '', version: 0 };

/** An alert in mode `workflow` as it runs: each of its definitions is a handler, and nothing else is done. */
export function asWorkflow(alert: Alert, definitions: readonly AlertDefinition[]): Alert {
  const handlers = definitions.map(({ uuid, name, version }): Handler => ({
    ...{ id: uuid, name, type: 'workflow', enabled: true, runPer: 'certificate', conditions: [] },
    ...{ settings: { version }, onError: { handlers: [], then: 'continue' }, timeoutSeconds: null, retry: null },
  }));
  // When something is due stays as it was: in compatibility semantics the thresholds alone count.
  const lifetimeShare = alert.semantics === 'compat' ? 100 : alert.lifetimeShare;
  return { ...alert, semantics: 'native', lifetimeShare, recipients: [], subject: '', message: '', handlers };
}
