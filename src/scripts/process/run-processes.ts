import { setTimeout as sleep } from 'node:timers/promises';
import type { ScriptAccount } from './account';
import { addDescendants, keyOf, membersOf } from './members';
import {
  accountOf,
  environmentOf,
  hasProcessTable,
  markProcesses,
  privateMemoryOf,
  lastPid,
  readProcess,
  readProcesses,
  type ProcessEntry,
} from './process-table';

/** Name of the variable that each process of a run is started with. */
export const runIdVariable = 'CERTLOOM_RUN_ID';

export interface MemoryAndCount {
  /** Private memory of all together in bytes; null where it cannot be measured. */
  readonly memory: number | null;
  readonly processes: number;
}

/** What a run has started, as far as the system can tell. */
export interface RunProcesses {
  /** To the whole group, and to those that left it. */
  signal(name: NodeJS.Signals): void;
  /** Memory is not measured when there are more than `mostProcesses`, because that may take long. */
  measure(mostProcesses: number): Promise<MemoryAndCount>;
  /**
   * Kills until nothing is left, five seconds at most. `keepLeader` leaves alone the process that was started, which then
   * serves further runs.
   * @returns those that had left the group, as `pid program`
   */
  end(options?: { readonly keepLeader?: boolean }): Promise<readonly string[]>;
}

export interface RunProcessesOptions {
  /** Leader of a process group and a session of its own. */
  readonly leader: number;
  /** Values of `CERTLOOM_RUN_ID` that mark processes of the run. */
  readonly runIds: readonly string[];
  readonly account: ScriptAccount | null;
}

/** Leaders of this process's runs, so that nobody takes another run's processes for strays. */
const leaders = new Set<number>();

export function trackRunProcesses({ leader, runIds, account }: RunProcessesOptions): RunProcesses {
  const self = { pid: leader, startTicks: readProcess(leader)?.startTicks ?? 0 };
  const mark = markProcesses(leader);
  const known = new Set<string>();
  const strangers = new Set<string>();
  const marks = runIds.map((id) => `${runIdVariable}=${id}`);
  const lastBefore = lastPid();
  leaders.add(leader);

  const carriesId = (entry: ProcessEntry) => {
    const key = keyOf(entry);
    if (strangers.has(key)) return false;
    const environment = environmentOf(entry.pid);
    const isOurs = environment?.some((line) => marks.includes(line)) ?? false;
    // A process between fork and exec still shows its parent's environment, so a fresh one is asked again.
    if (!isOurs && entry.parent !== process.pid) strangers.add(key);
    return isOurs;
  };
  const look = () => {
    const table = readProcesses(mark);
    const members = membersOf(table, { leader: self, carriesId, known });
    for (const member of members) known.add(keyOf(member));
    return { table, members };
  };
  const hasLeft = ({ group, session }: ProcessEntry) => group !== leader && session !== leader;

  return {
    signal(name) {
      send(-leader, name);
      for (const member of look().members) if (member.group !== leader) send(member.pid, name);
    },
    async measure(mostProcesses) {
      const { members } = look();
      if (members.length > mostProcesses) return { memory: null, processes: members.length };
      const amounts = await Promise.all(members.map(({ pid }) => privateMemoryOf(pid)));
      const isMeasured = hasProcessTable && !amounts.includes(null);
      return {
        memory: isMeasured ? amounts.reduce<number>((sum, amount) => sum + amount!, 0) : null,
        processes: members.length,
      };
    },
    async end({ keepLeader = false } = {}) {
      if (!hasProcessTable) {
        if (!keepLeader) send(-leader, 'SIGKILL');
        return [];
      }
      // Where nothing has been started on this machine since, the run has left nothing; looking takes as long as a run.
      if (keepLeader && lastBefore !== null && lastPid() === lastBefore) return [];
      const left = new Map<string, string>();
      for (let round = 0; round < 500; round += 1) {
        const { table, members } = look();
        const strays = account === null ? [] : straysOf(table, members, account, self.startTicks);
        const doomed = [...members, ...strays].filter(({ pid }) => !keepLeader || pid !== leader);
        if (doomed.length === 0) break;
        // The whole group at once first: what forks without end cannot get away from that.
        if (!keepLeader && members.some(({ group }) => group === leader)) send(-leader, 'SIGKILL');
        for (const entry of doomed) {
          if (hasLeft(entry)) left.set(keyOf(entry), `${entry.pid} ${entry.program}`);
          send(entry.pid, 'SIGKILL');
        }
        await sleep(round === 0 ? 1 : 10);
      }
      if (!keepLeader) leaders.delete(leader);
      return [...left.values()];
    },
  };
}

/**
 * Processes of the scripts' own account that belong to no run: their id is not in their environment, nor in that of an
 * ancestor. Only where scripts have an account of their own can such a one be told from all others.
 */
function straysOf(
  table: readonly ProcessEntry[],
  members: readonly ProcessEntry[],
  { uid }: ScriptAccount,
  since: number,
): readonly ProcessEntry[] {
  const ofRun = new Set(members.map(({ pid }) => pid));
  const isOfSomeRun = (entry: ProcessEntry | null): boolean => {
    if (entry === null || accountOf(entry.pid) !== uid) return false;
    if (leaders.has(entry.pid) || ofRun.has(entry.pid)) return true;
    const hasId = environmentOf(entry.pid)?.some((line) => line.startsWith(`${runIdVariable}=`)) ?? false;
    return hasId || isOfSomeRun(readProcess(entry.parent));
  };
  return table.filter(
    (entry) =>
      entry.startTicks >= since &&
      !entry.isDead &&
      !ofRun.has(entry.pid) &&
      accountOf(entry.pid) === uid &&
      !isOfSomeRun(entry),
  );
}

/** Ends what an earlier process left running under a run's id. @returns them, as `pid program` */
export async function endLeftovers(runId: string): Promise<readonly string[]> {
  const ended = new Map<string, string>();
  const mark = `${runIdVariable}=${runId}`;
  for (let round = 0; round < 500; round += 1) {
    const table = readProcesses().filter(({ isDead, pid }) => !isDead && pid !== process.pid);
    const found = new Set(table.filter(({ pid }) => environmentOf(pid)?.includes(mark) ?? false).map(({ pid }) => pid));
    if (found.size === 0) break;
    addDescendants(found, table);
    for (const entry of table.filter(({ pid }) => found.has(pid))) {
      ended.set(keyOf(entry), `${entry.pid} ${entry.program}`);
      send(entry.pid, 'SIGKILL');
    }
    await sleep(10);
  }
  return [...ended.values()];
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}
