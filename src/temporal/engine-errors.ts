import {
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { CertloomError } from '../domain/problem';

/** gRPC status codes, of https://grpc.io/docs/guides/status-codes/. */
const grpc = {
  deadlineExceeded: 4,
  permissionDenied: 7,
  resourceExhausted: 8,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/**
 * What an error of the engine's client means to an upload: `pending` when the run may be at work (the caller gets the
 * upload resource), `over` when it ended before (the row tells), else the problem to answer with.
 */
export function readEngineError(error: unknown): 'pending' | 'over' | CertloomError {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'pending';
  if (error instanceof WorkflowExecutionAlreadyStartedError) return 'over';
  if (error instanceof WorkflowUpdateFailedError) return 'over';
  const code = grpcCodeOf(error);
  if (code === grpc.deadlineExceeded) return 'pending';
  if (code === grpc.unavailable || code === grpc.resourceExhausted) return engineUnavailable();
  if (code === grpc.permissionDenied || code === grpc.unauthenticated || isNamed(error, 'NamespaceNotFoundError')) {
    return new CertloomError(
      'engine_misconfigured',
      'The workflow engine refuses this installation; its administrator has to look at namespace and credentials.',
    );
  }
  if (error instanceof CertloomError) return error;
  return new CertloomError('internal', 'The upload could not be started.');
}

export function engineUnavailable(): CertloomError {
  return new CertloomError(
    'engine_unavailable',
    'The workflow engine cannot be reached; nothing was stored. Try again shortly.',
    { retryAfterSeconds: 5 },
  );
}

function grpcCodeOf(error: unknown): number | undefined {
  const cause: unknown = error instanceof ServiceError ? error.cause : error;
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'number'
    ? cause.code
    : undefined;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
