import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** One process of this machine, as Linux tells of it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Since the start of the machine; with the pid it names a process for good. */
  readonly startTicks: number;
  /** Has ended, and nobody has asked for its exit code yet. */
  readonly isDead: boolean;
  readonly program: string;
}

/** Whether this system tells of processes at all; elsewhere the table is empty. */
export const hasProcessTable = process.platform === 'linux';

/** How far the numbers of processes had come, so that later processes can be told by their numbers alone. */
export interface ProcessMark {
  readonly pid: number;
  /** Processes and threads that the machine had started. */
  readonly started: number;
}

/** @param pid of a process that was started just now */
export function markProcesses(pid: number): ProcessMark {
  return { pid, started: startedSoFar() };
}

/** @param since leaves out most of the processes that were started before it, which saves most of the time */
export function readProcesses(since: ProcessMark | null = null): readonly ProcessEntry[] {
  if (!hasProcessTable) return [];
  const least = since === null || mayHaveBegunAnew(since) ? 1 : since.pid;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid >= least)
    .map(readProcess)
    .filter((entry) => entry !== null);
}

/** Numbers are given in their order, and from the first one again after the last. */
function mayHaveBegunAnew({ pid, started }: ProcessMark): boolean {
  const last = Number(textOf('/proc/sys/kernel/pid_max') ?? 0);
  const between = 1_000; // started between the process and the mark, at most
  return pid + (startedSoFar() - started) + between >= last;
}

function startedSoFar(): number {
  const [, amount] = /^processes (\d+)$/m.exec(textOf('/proc/stat') ?? '') ?? [];
  return Number(amount ?? Number.POSITIVE_INFINITY);
}

/** Null when there is none. */
export function readProcess(pid: number): ProcessEntry | null {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name stands in brackets and may hold anything, so the last one counts.
  const end = stat?.lastIndexOf(')') ?? -1;
  if (stat === null || end === -1) return null;
  const fields = stat.slice(end + 2).split(' ');
  const state = fields[0]!;
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTicks: Number(fields[19]),
    isDead: state === 'Z' || state === 'X',
    program: stat.slice(stat.indexOf('(') + 1, end),
  };
}

/** Id of the process or thread that was started last; another one with each. Null where the system does not tell. */
export function lastPid(): number | null {
  const last = Number(textOf('/proc/loadavg')?.trim().split(' ')[4]);
  return Number.isInteger(last) && last > 0 ? last : null;
}

/** The environment that a program was started with; null when it cannot be read. */
export function environmentOf(pid: number): readonly string[] | null {
  return textOf(`/proc/${pid}/environ`)?.split('\0') ?? null;
}

/** The account that a process runs under; null when there is no such process. */
export function accountOf(pid: number): number | null {
  const [, uid] = /^Uid:\s+\d+\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`) ?? '') ?? [];
  return uid === undefined ? null : Number(uid);
}

/** Bytes that a process shares with no other, swapped ones too; 0 for one that has ended, null where it cannot be read. */
export async function privateMemoryOf(pid: number): Promise<number | null> {
  try {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1');
    const kilobytes = [...text.matchAll(/^(?:Private_Clean|Private_Dirty|SwapPss):\s+(\d+) kB/gm)];
    return kilobytes.reduce((sum, [, amount]) => sum + Number(amount), 0) * 1024;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || (code === 'ENOENT' && readProcess(pid) !== null) ? null : 0;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // gone meanwhile, or not ours to read
  }
}
