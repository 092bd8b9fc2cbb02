import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { ScriptAccount } from './account';
import { closeWriter, makePipe } from './pipes';

export interface LaunchOptions {
  readonly argv: readonly string[];
  /** The whole of it: nothing of the worker's own is added. */
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Null: the worker's own. */
  readonly account: ScriptAccount | null;
}

export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that was started for scripts: leader of its own session and process group, without stdin. */
export interface LaunchedProcess {
  readonly pid: number;
  readonly startedAt: Date;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<ProcessExit>;
  /**
   * Once it has exited and all that it wrote was read. A child that inherited the pipes holds them open: they are torn
   * down `graceMs` after the call.
   */
  closed(graceMs: number): Promise<void>;
}

/** The program could not be started; the message says why. */
export class LaunchFault extends Error {
  override readonly name = 'LaunchFault';
}

/**
 * Starts a program. Where the system has the tools for it, it dies with the worker (`setpriv`), writes no core dumps and
 * has limits on files and, under an account of its own, on processes (`prlimit`), whatever it does afterwards.
 */
export async function launch({ argv, environment, cwd, account }: LaunchOptions): Promise<LaunchedProcess> {
  const [program, ...args] = [...prefixFor(account), ...argv];
  const pipes = [await makePipe(account), await makePipe(account)] as const;
  const child = spawn(program!, args, {
    cwd,
    env: environment,
    detached: true,
    stdio: ['ignore', pipes[0]?.writer ?? 'pipe', pipes[1]?.writer ?? 'pipe'],
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const stdout = pipes[0]?.reader ?? child.stdout!;
  const stderr = pipes[1]?.reader ?? child.stderr!;
  const ended = Promise.all([exited, ...[stdout, stderr].map(endOf)]);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.on('error', (error) => reject(new LaunchFault(`${argv[0]} cannot be started: ${error.message}`)));
    });
  } catch (error) {
    for (const pipe of pipes) pipe?.reader.destroy();
    throw error;
  } finally {
    for (const pipe of pipes) if (pipe !== null) closeWriter(pipe);
  }
  return {
    pid: child.pid!,
    startedAt: new Date(),
    stdout,
    stderr,
    exited,
    async closed(graceMs) {
      const timer = setTimeout(() => {
        stdout.destroy();
        stderr.destroy();
      }, graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Also when it breaks: what came until then counts. */
function endOf(pipe: Readable): Promise<void> {
  return new Promise((resolve) => {
    pipe.on('error', () => undefined);
    pipe.once('close', () => resolve());
  });
}

const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const setpriv = toolAt('setpriv');
const prlimit = toolAt('prlimit');

/** As many processes and threads as the account may have over all its runs: what a fork bomb comes to before it is seen. */
const threadsOfAccount = 1024;

function prefixFor(account: ScriptAccount | null): readonly string[] {
  const limits =
    prlimit === null
      ? []
      : [prlimit, '--core=0', '--nofile=512', ...(account === null ? [] : [`--nproc=${threadsOfAccount}`]), '--'];
  // With an account of its own no program may give a script more than that account has.
  const bonds =
    setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL', ...(account === null ? [] : ['--no-new-privs']), '--'];
  return [...limits, ...bonds];
}

function toolAt(name: string): string | null {
  if (process.platform !== 'linux') return null;
  return folders.map((folder) => `${folder}/${name}`).find((file) => existsSync(file)) ?? null;
}
