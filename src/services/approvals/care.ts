import type { ApprovalStore } from '../../store/approvals/approvals';
import type { ServiceLogger } from '../logger';

export interface ApprovalCareDeps {
  readonly approvals: Pick<ApprovalStore, 'behind' | 'removeOlder'>;
  readonly wake: (approvalUuid: string) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
}

/** A run does what follows within seconds; who is later was not told, or was ended by hand. */
const patienceMs = 30_000;
const atOnce = 200;
const unstartedMs = 86_400_000;
const keptMs = 3 * 365 * 86_400_000;

/** Looks after approvals whose run does not. */
export function createApprovalCare({ approvals, wake, logger, now }: ApprovalCareDeps) {
  return {
    async tidy(at: Date): Promise<void> {
      for (const uuid of await approvals.behind(new Date(now().getTime() - patienceMs), atOnce)) {
        await wake(uuid).catch((error: unknown) =>
          logger.warn({ err: error, approval: uuid }, 'the run of an approval could not be told'),
        );
      }
      await approvals.removeOlder(new Date(at.getTime() - unstartedMs), new Date(at.getTime() - keptMs));
    },
  };
}
