import { cancellationSignal, log } from '@temporalio/activity';
import { toFailure } from '../temporal/failures';

/**
 * Runs the work of an activity: a fault is logged under this message, and reaches the history without the words of
 * libraries. A cancellation stays what it is.
 */
export function guardedBy(message: string): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      if (cancellationSignal().aborted) throw error;
      log.error(message, { error });
      throw toFailure(error);
    }
  };
}
