import type { CallRecord } from '../../domain/compat/call-record';
import type { ServiceLogger } from '../logger';

export interface CallLogDeps {
  readonly store: { add(call: CallRecord): Promise<void> };
  readonly logger: Pick<ServiceLogger, 'warn'>;
}

/**
 * Writes the log of calls behind their answers, so that no caller waits for it. What cannot be written is told in the log
 * of the process and lost: the audit log, not this one, says who has changed what.
 */
export function createCallLog({ store, logger }: CallLogDeps) {
  const writing = new Set<Promise<void>>();
  return {
    note(call: CallRecord): void {
      const written = store
        .add(call)
        .catch((error: unknown) =>
          logger.warn({ err: error, requestId: call.requestId }, 'a call of the compatibility API was not logged'),
        )
        .finally(() => writing.delete(written));
      writing.add(written);
    },

    /** Once all that was noted so far is stored. */
    async settled(): Promise<void> {
      await Promise.all(writing);
    },
  };
}

export type CallLog = ReturnType<typeof createCallLog>;
