import { StartFault } from '../lifecycle/start-fault';
import type { ProcessLease } from '../services/work/process-lease';
import type { CopyStates } from '../store/data-copies/states';

/** Throws `StartFault` where the data of the installation are moving or have moved to another database. */
export async function assertNotMoving(states: Pick<CopyStates, 'source' | 'target'>): Promise<void> {
  const closedAt = (await states.source())?.closedAt;
  if (closedAt) {
    throw new StartFault(
      `This database is closed since ${closedAt.toISOString()}, because its data move to another one: start with that one. To go on here all the same: certloom copy-data --reopen`,
      78,
    );
  }
  const target = await states.target();
  if (target !== undefined && !target.finishedAt) {
    throw new StartFault('This database holds an unfinished copy: run certloom copy-data again until it says so.', 78);
  }
}

/**
 * A lease that is refused at its first beat where data move. Whoever closes a database looks who is there afterwards, so
 * of the two one sees the other.
 */
export function leaseUnlessMoving(lease: ProcessLease, states: Pick<CopyStates, 'source' | 'target'>): ProcessLease {
  let isFirst = true;
  return {
    ...lease,
    async beat() {
      await lease.beat();
      if (!isFirst) return;
      await assertNotMoving(states);
      isFirst = false;
    },
  };
}
