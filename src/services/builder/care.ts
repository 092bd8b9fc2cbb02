import { retentionStart } from '../../domain/values/retention';
import type { InstanceStore } from '../../store/builder/instances';
import type { VariableStore } from '../../store/builder/variables';
import type { StepVisitStore } from '../../store/builder/visits';
import type { ServiceLogger } from '../logger';

export interface InstanceCareDeps {
  readonly instances: Pick<InstanceStore, 'unlooked' | 'lookAgain' | 'endedBefore' | 'remove'>;
  readonly visits: Pick<StepVisitStore, 'removeOf'>;
  readonly variables: Pick<VariableStore, 'removeOf'>;
  /** How long ended ones are kept: an ISO 8601 duration; null: for ever. */
  readonly retention: () => Promise<string | null>;
  /** Tells the run of an instance to look at its row; where none is under way, starts one. */
  readonly wake: (instanceUuid: string) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
}

const atOnce = 200;
/** Who waits for people is told by a signal; looking now and then is for one that was lost. */
const lookEveryMs = { running: 5 * 60_000, suspended: 3_600_000 };

/**
 * Looks after instances whose run was not told, is lost, or was ended by hand: they go on from their row. Ended ones are
 * kept as long as the settings say.
 */
export function createInstanceCare({ instances, visits, variables, retention, wake, logger }: InstanceCareDeps) {
  return {
    async tidy(now: Date): Promise<void> {
      for (const { uuid, status } of await instances.unlooked(now, atOnce)) {
        const everyMs = status === 'suspended' ? lookEveryMs.suspended : lookEveryMs.running;
        await instances.lookAgain(uuid, new Date(now.getTime() + everyMs));
        await wake(uuid).catch((error: unknown) =>
          logger.warn({ err: error, instance: uuid }, 'the run of an instance could not be told'),
        );
      }
      const before = retentionStart(await retention(), now);
      if (before === undefined) return;
      const old = await instances.endedBefore(before, atOnce);
      await visits.removeOf(old);
      await variables.removeOf(old);
      await instances.remove(old);
    },
  };
}
