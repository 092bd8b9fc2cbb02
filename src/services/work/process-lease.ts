import type { ProcessDocument, ProcessStore } from '../../store/database/processes';

/** How often a process says that it is there. */
export const beatMs = 2_000;
/** A process that was not heard of for so long is dead. */
const leaseMs = 10_000;
/** Two beats: in this time every process that lives says so again after the database was away. */
const settleMs = 2 * beatMs;
/** A longer silence of our own, or a leap of the database's clock, says nothing about the others. */
const mostLapseMs = leaseMs / 2;
const mostLeapMs = 2_000;

export interface ProcessLeaseDeps {
  readonly processes: ProcessStore;
  readonly id: string;
  /** Known to be dead from elsewhere, for example because we hold the lock that they held. */
  readonly predecessors: readonly string[];
  /** False: it takes nothing over from others, and does nothing for all of them. */
  readonly keepsHouse?: boolean;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly steadyClock: () => number;
}

/** Which processes of the installation are there, as far as this one knows. */
export interface ProcessLease {
  readonly id: string;
  /** Says that this process is there, and looks who else is. */
  beat(): Promise<void>;
  /** Processes that have ended, in order or not, and whose work nobody has taken over yet. */
  dead(): readonly string[];
  /** False also of a process that was never heard of. */
  isAlive(id: string): boolean;
  /** Looks again before it says so of one that is not known. */
  isGone(id: string): Promise<boolean>;
  /** Whether this process does what one of the installation has to do. */
  isFirst(): boolean;
  /** Nothing is left of the work of these. */
  forget(ids: readonly string[]): Promise<void>;
  /** Ends in order. */
  stop(): Promise<void>;
}

/**
 * A row in the database that is renewed while the process lives. It is dead when the row is old by the database's
 * clock, or says so itself. A process that has only just begun to look, or whose database was away, waits for two
 * beats before it believes in the death of others. Should it be wrong all the same, for example about a process that
 * was held, work is done twice and comes to the same end.
 */
export function createProcessLease(deps: ProcessLeaseDeps): ProcessLease {
  const { processes, id, predecessors, keepsHouse = true, now, steadyClock } = deps;
  const startedAt = now();
  const known = new Set(predecessors);
  let rows: readonly ProcessDocument[] = [];
  let last: { readonly ownMs: number; readonly databaseMs: number } | undefined;
  let steadySince = Number.POSITIVE_INFINITY;

  function isSteady(at: number, databaseMs: number): boolean {
    if (last === undefined) return false;
    const lapse = at - last.ownMs;
    return lapse <= mostLapseMs && Math.abs(databaseMs - last.databaseMs - lapse) <= mostLeapMs;
  }

  async function beat(): Promise<void> {
    await processes.renew(id, startedAt, keepsHouse);
    const found = await processes.all();
    const own = found.find(({ _id }) => _id === id);
    // Somebody took us for dead between the two; the next beat tells.
    if (own === undefined) return;
    const at = steadyClock();
    const databaseMs = own.renewedAt.getTime();
    if (!isSteady(at, databaseMs)) steadySince = at;
    last = { ownMs: at, databaseMs };
    rows = found;
  }

  const isSettled = () => last !== undefined && last.ownMs - steadySince >= settleMs;
  const hasEnded = (row: ProcessDocument) =>
    row._id !== id &&
    (row.stoppedAt !== undefined ||
      known.has(row._id) ||
      (isSettled() && last!.databaseMs - row.renewedAt.getTime() > leaseMs));
  const isAlive = (other: string) =>
    other === id || (!known.has(other) && rows.some((row) => row._id === other && !hasEnded(row)));

  return {
    id,
    beat,
    isAlive,
    dead: () => [...new Set([...known, ...rows.filter(hasEnded).map(({ _id }) => _id)])],
    async isGone(other) {
      if (isAlive(other)) return false;
      if (known.has(other)) return true;
      await beat();
      return isSettled() && !isAlive(other);
    },
    isFirst: () =>
      keepsHouse &&
      last !== undefined &&
      rows.every((row) => row._id >= id || row.keepsHouse === false || hasEnded(row)),
    async forget(ids) {
      await processes.forget(ids);
      for (const one of ids) known.delete(one);
      rows = rows.filter((row) => !ids.includes(row._id));
    },
    stop: () => processes.stop(id),
  };
}
