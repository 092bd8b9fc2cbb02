import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for the end of the bench, whatever ends it, and tidies up then: what still runs is asked to stop and ended after
 * 20 s, a checkout is given back to its repository, and the folder goes.
 */
const tidier = `trap '' HUP INT TERM
folder=$0 repository=$1 group=
while read -r what value; do
  case $what in
    runs) group=$value ;;
    ended) group= ;;
  esac
done
if [ -n "$group" ] && kill -TERM -"$group"; then
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do kill -0 -"$group" || break; sleep 1; done
  kill -KILL -"$group"
fi
[ ! -e "$folder/tree" ] || git -C "$repository" worktree remove --force "$folder/tree"
rm -rf -- "$folder"`;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** What it prints is kept and not shown. */
  readonly isQuiet?: boolean;
}

export interface Run {
  readonly isDone: boolean;
  /** For people: `exit code 1`, `SIGKILL`. */
  readonly end: string;
  /** What it wrote to its standard output; with `isQuiet` to the other as well. */
  readonly output: string;
}

export interface Workplace {
  readonly folder: string;
  /** Where a checkout has its place, so that it is given back to its repository at the end. Nothing is made here. */
  readonly tree: string;
  /** Runs one command at a time, its temporary files inside the folder; what it leaves running is stopped. */
  run(command: Command): Promise<Run>;
  close(): Promise<void>;
}

/**
 * A temporary folder and the processes that work in it. None of them outlives this process: a shell outside our process
 * group tidies up when our side of the pipe closes, so after Ctrl-C, a crash and a `kill -9` too. Linux and macOS.
 */
export function openWorkplace(repository: string): Workplace {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-bench-'));
  const shell = spawn('/bin/sh', ['-c', tidier, folder, repository], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const gone = new Promise<void>((resolve) => shell.once('exit', () => resolve()));
  shell.stdin.on('error', () => undefined);
  let isClosing = false;

  const close = async () => {
    isClosing = true;
    shell.stdin.end();
    await gone;
  };
  for (const signal of signals) {
    process.once(signal, () => {
      console.error(`bench: ${signal}: stopping what runs and tidying up`);
      void close().then(() => process.kill(process.pid, signal));
    });
  }
  return {
    folder,
    tree: path.join(folder, 'tree'),
    async run({ program, args, cwd, env = process.env, isQuiet = false }) {
      const child = spawn(program, args, {
        cwd,
        env: { ...env, TMPDIR: folder },
        // Ctrl-C in a terminal goes to the foreground group: the product is to be stopped once and not twice.
        detached: true,
        stdio: ['ignore', 'pipe', isQuiet ? 'pipe' : 'inherit'],
      });
      let output = '';
      const keep = (text: Buffer) => (output += text.toString());
      child.stdout?.on('data', keep);
      child.stderr?.on('data', keep);
      if (!isQuiet) child.stdout?.pipe(process.stdout, { end: false });
      if (child.pid !== undefined) shell.stdin.write(`runs ${child.pid}\n`);
      const closed = new Promise((resolve) => child.once('close', resolve));
      const end = await new Promise<string>((resolve) => {
        child.once('error', (error) => resolve(error.message));
        child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
      });
      // The process is about to end by the signal; nothing else is to begin meanwhile.
      if (isClosing) await new Promise(() => undefined);
      if (child.pid !== undefined) await endGroup(child.pid);
      // The last of the output may come after the exit.
      await Promise.race([closed, sleep(2_000, undefined, { ref: false })]);
      shell.stdin.write('ended\n');
      return { isDone: end === 'exit code 0', end, output };
    },
    close,
  };
}

/** Stops what a child has left running, such as the product of a bench that crashed. */
async function endGroup(pid: number): Promise<void> {
  // Once only: the product takes a second signal as "at once" and leaves things behind.
  if (!killGroup(pid, 'SIGTERM')) return;
  for (let look = 0; look < 200 && killGroup(pid, 0); look += 1) await sleep(100);
  killGroup(pid, 'SIGKILL');
}

/** False when nothing of the group is left. */
function killGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
