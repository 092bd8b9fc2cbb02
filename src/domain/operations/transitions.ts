import type { OperationAction, OperationState } from './operation';
import { isOrder } from './operation';

/** A state that is not a key is final. A rejection is the answer of people, a failure that of the authority. */
const transitions: Readonly<Partial<Record<OperationState, readonly OperationState[]>>> = {
  requested: ['pending_approval', 'pending_issue', 'pending_revoke', 'failed', 'rejected', 'cancelled'],
  pending_approval: ['pending_issue', 'pending_revoke', 'failed', 'rejected', 'cancelled'],
  pending_issue: ['issued', 'failed', 'cancelled'],
  // The authority may have done it already, so it is not called off any more.
  // Issued again: a hold was taken back.
  pending_revoke: ['revoked', 'issued', 'failed'],
};

const onlyFor: Readonly<Partial<Record<OperationState, 'order' | 'revocation'>>> = {
  pending_issue: 'order',
  pending_revoke: 'revocation',
  revoked: 'revocation',
};

export function operationCanBecome(action: OperationAction, from: OperationState, to: OperationState): boolean {
  const kind = isOrder(action) ? 'order' : 'revocation';
  return (transitions[from]?.includes(to) ?? false) && (onlyFor[to] ?? kind) === kind;
}

/** The states from which an operation can come into this one, for a conditional write. */
export function statesBefore(to: OperationState): OperationState[] {
  const all = Object.entries(transitions) as [OperationState, readonly OperationState[]][];
  return all.filter(([, next]) => next.includes(to)).map(([from]) => from);
}

export function isFinal(state: OperationState): boolean {
  return transitions[state] === undefined;
}

export const openOperationStates = Object.keys(transitions) as readonly OperationState[];

/** What an operation waits for once people have agreed, or need not be asked. */
export function pendingStateOf(action: OperationAction): 'pending_issue' | 'pending_revoke' {
  return isOrder(action) ? 'pending_issue' : 'pending_revoke';
}
