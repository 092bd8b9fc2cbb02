import type { WorkerReport } from '../../domain/workers/worker';
import type { WorkerStore } from '../../store/workers/workers';
import { startRounds } from '../work/rounds';

const everyMs = 60_000;

export interface PresenceDeps {
  readonly workers: Pick<WorkerStore, 'report' | 'end'>;
  readonly logger: { warn(fields: object, message: string): void };
  readonly everyMs?: number;
}

/** Enters a worker into the registry until it is stopped; again each minute, should somebody have taken it for dead. */
export async function startPresence(report: WorkerReport, deps: PresenceDeps): Promise<{ stop(): Promise<void> }> {
  const { workers, logger } = deps;
  await workers.report(report);
  const rounds = startRounds(
    deps.everyMs ?? everyMs,
    () => workers.report(report),
    (error) => logger.warn({ err: error }, 'this worker cannot be entered into the list of workers'),
  );
  return {
    async stop() {
      await rounds.stop();
      // Without a database it is missed instead.
      await workers.end([report.id], 'stopped').catch(() => undefined);
    },
  };
}
