import { startKeys } from '../../domain/builder/start-keys';
import { hasInstanceEnded, type Instance } from '../../domain/builder/instance';
import { isOrder, type Operation } from '../../domain/operations/operation';
import type { OperationStore } from '../../store/operations/operations';
import type { InstanceStarter } from '../builder/start';

/** The definition that an enrollment or a revocation goes through. */
export interface RequestDefinition {
  readonly uuid: string;
  readonly version: number;
  /** It does nothing but enroll or revoke: no instance is needed for that. */
  readonly isPlain: boolean;
}

export interface WorkflowGateDeps {
  readonly operations: Pick<OperationStore, 'hold'>;
  /** Keyed by RA profile, else the global one; null: there is none. */
  readonly definitionFor: (type: 'enrollment' | 'revocation', raProfile: string) => Promise<RequestDefinition | null>;
  readonly start: InstanceStarter['start'];
  readonly instance: (uuid: string) => Promise<Pick<Instance, 'status' | 'statusMessage'> | null>;
}

/** What an operation is to do before its authority is asked. */
export type GateAnswer =
  | { readonly kind: 'open' }
  | { readonly kind: 'held' }
  | {
      readonly kind: 'ends';
      readonly to: 'failed' | 'rejected' | 'cancelled';
      readonly errorCode: string;
      readonly message: string;
    };

const open: GateAnswer = { kind: 'open' };
const held: GateAnswer = { kind: 'held' };

/**
 * Puts an instance of the workflow builder between a request and its authority. The instance is told to go on by its Enroll
 * or Revoke step, which releases the operation and waits for its end; what ends before that ends the operation.
 */
export function createWorkflowGate({ operations, definitionFor, start, instance: find }: WorkflowGateDeps) {
  async function begin(operation: Operation): Promise<GateAnswer> {
    const { uuid, action, raProfile, requester, origin, cause } = operation;
    const definition = await definitionFor(isOrder(action) ? 'enrollment' : 'revocation', raProfile);
    if (definition === null || definition.isPlain) return open;
    const { uuid: instance } = await start({
      ...{ definition: definition.uuid, version: definition.version, startKey: startKeys.operation(uuid) },
      ...{ item: { kind: 'operation', uuid }, initialData: {}, context: origin === 'request' ? 'api' : 'service' },
      ...{ startedBy: requester, cause },
    });
    await operations.hold(uuid, instance);
    return held;
  }

  return async function gate(operation: Operation): Promise<GateAnswer> {
    const { instance = null, isReleased = false } = operation;
    if (isReleased) return open;
    if (instance === null) return begin(operation);
    const seen = await find(instance);
    if (seen === null) {
      return { kind: 'ends', to: 'failed', errorCode: 'workflow_missing', message: 'Its workflow was deleted.' };
    }
    if (!hasInstanceEnded(seen.status)) return held;
    const why = seen.statusMessage === null ? '' : `: ${seen.statusMessage}`;
    switch (seen.status) {
      case 'rejected':
        return {
          kind: 'ends',
          to: 'rejected',
          errorCode: 'workflow_rejected',
          message: `Its workflow rejected it${why}`,
        };
      case 'cancelled':
      case 'cancelled_for_restart':
        return { kind: 'ends', to: 'cancelled', errorCode: 'workflow_stopped', message: 'Its workflow was stopped.' };
      case 'complete': {
        const message = 'Its workflow came to its end without asking the authority.';
        return { kind: 'ends', to: 'failed', errorCode: 'workflow_ended', message };
      }
      default:
        return { kind: 'ends', to: 'failed', errorCode: 'workflow_failed', message: `Its workflow failed${why}` };
    }
  };
}

export type WorkflowGate = ReturnType<typeof createWorkflowGate>;
