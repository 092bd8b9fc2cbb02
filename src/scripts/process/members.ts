import type { ProcessEntry } from './process-table';

export interface RunOf {
  readonly leader: Pick<ProcessEntry, 'pid' | 'startTicks'>;
  /** Whether a process was started with the run's id in its environment. */
  readonly carriesId: (entry: ProcessEntry) => boolean;
  /** Members seen before, by `keyOf`: a process stays one whatever it makes of its environment and its parent. */
  readonly known: ReadonlySet<string>;
}

export function keyOf({ pid, startTicks }: Pick<ProcessEntry, 'pid' | 'startTicks'>): string {
  return `${pid}@${startTicks}`;
}

/**
 * The living processes of a run: its process group and session, all that descend from one of it, and those that have left
 * all this but were started with the run's id in their environment.
 */
export function membersOf(table: readonly ProcessEntry[], run: RunOf): readonly ProcessEntry[] {
  const { leader } = run;
  const young = table.filter((entry) => entry.startTicks >= leader.startTicks);
  const members = new Set<number>();
  const outside: ProcessEntry[] = [];
  for (const entry of young) {
    const isInside = entry.group === leader.pid || entry.session === leader.pid || entry.pid === leader.pid;
    if (isInside || run.known.has(keyOf(entry)) || run.carriesId(entry)) members.add(entry.pid);
    else outside.push(entry);
  }
  addDescendants(members, outside);
  return young.filter(({ pid, isDead }) => members.has(pid) && !isDead);
}

/** Adds to `members` who of `others` descends from one of them. */
export function addDescendants(members: Set<number>, others: readonly ProcessEntry[]): void {
  let left = others;
  for (;;) {
    const further = left.filter(({ parent }) => members.has(parent));
    if (further.length === 0) return;
    for (const { pid } of further) members.add(pid);
    left = left.filter(({ pid }) => !members.has(pid));
  }
}
