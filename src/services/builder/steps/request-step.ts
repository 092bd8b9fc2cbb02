import type { EnrollmentFields, Operation } from '../../../domain/operations/operation';
import { isFinal } from '../../../domain/operations/transitions';
import { isPlainObject } from '../../../domain/values/json';
import type { OperationStore } from '../../../store/operations/operations';
import type { RenewalOrders } from '../../operations/renewal-order';
import { failedStep, lookAgainSeconds } from './outcomes';
import type { StepOutcome, StepRunner, StepWork } from './step-runner';

export interface RequestStepDeps {
  readonly operations: Pick<OperationStore, 'find' | 'release'>;
  readonly orders: Pick<RenewalOrders, 'told'>;
  /** Tells the run of an operation that it may go on. */
  readonly wake: (workflowId: string) => Promise<void>;
  readonly now: () => Date;
}

/** Name of the additional fields of a request, ours and the origin's. */
export const fieldNames = ['AdditionalAttributes', 'enrollment.fields'] as const;

/**
 * Lets the operation that has started the instance go on to its authority, and waits for its end: that of Enroll and
 * Revoke. Doing it again releases nothing twice, because the operation is one.
 */
export function createRequestStep(
  code: 'enroll' | 'revoke',
  { operations, orders, wake, now }: RequestStepDeps,
): StepRunner {
  async function released(work: StepWork, uuid: string): Promise<Operation | null> {
    const found = await operations.find(uuid);
    if (found === null || isFinal(found.state) || found.isReleased === true) return found;
    return operations.release(uuid, code === 'enroll' ? fieldsOf(work, found) : null);
  }

  async function ended(operation: Operation): Promise<StepOutcome> {
    if (code === 'revoke') {
      const { state, errorCode, message } = operation;
      if (state === 'revoked' || state === 'issued') return { kind: 'done', outputs: { state } };
      return failedStep(errorCode ?? 'revocation_failed', message ?? `The revocation ended as ${state}.`);
    }
    const outcome = await orders.told(operation);
    if (outcome.kind === 'failed') return failedStep(outcome.error, outcome.message);
    return { kind: 'done', variables: outcome.variables, outputs: outcome.variables };
  }

  return {
    code,

    async run(work) {
      const { item } = work.instance;
      if (item?.kind !== 'operation') return failedStep('no_request', 'No request has started the instance.');
      const operation = await released(work, item.uuid);
      if (operation === null) return failedStep('request_ended', 'The request has ended, or was deleted.');
      if (isFinal(operation.state)) return ended(operation);
      await wake(operation.workflowId);
      return {
        ...{ kind: 'suspends', signals: [], until: null, pollSeconds: lookAgainSeconds(operation, now()) },
        message: `Waits for the authority (${operation.state}).`,
      };
    },
  };
}

/** Those that steps before have changed; null: as they were sent. */
function fieldsOf({ instance }: StepWork, { order }: Operation): EnrollmentFields | null {
  for (const name of fieldNames) {
    const changed = instance.variables[name];
    if (isPlainObject(changed) && JSON.stringify(changed) !== JSON.stringify(order.fields ?? {})) return changed;
  }
  return null;
}
