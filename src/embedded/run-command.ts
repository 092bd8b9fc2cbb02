import { spawn } from 'node:child_process';
import { guard } from './orphan-guard';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What it is called in an error; otherwise the program and its first argument. */
  readonly title?: string;
  /** Milliseconds until it is ended with everything it started. */
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  /** Each piece of output, stdout and stderr mixed. */
  readonly onOutput?: (text: string) => void;
}

/** Output is kept from its end: what went wrong stands there. */
const keptOutput = 64 * 1024;

/**
 * Runs a command to its end without a shell and gives its output. It has its own process group, so that compilers
 * and downloaders which it starts end with it. Throws when it cannot be started, fails, takes too long or is aborted;
 * the message holds the last lines of its output.
 */
export function runCommand(command: Command): Promise<string> {
  const { program, args, env, cwd, limitMs, signal, onOutput, title = `${program} ${args[0] ?? ''}` } = command;
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(new Error('stopped'));
    const child = spawn(program, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    // Short ones end by themselves soon enough.
    if (limitMs > 60_000) guard(child);
    let output = '';
    let ending: string | undefined;
    const end = (why: string) => {
      ending ??= why;
      killGroup(child.pid, 'SIGKILL');
    };
    const timer = setTimeout(() => end(`no result after ${Math.round(limitMs / 1000)} s`), limitMs);
    const onAbort = () => end('stopped');
    signal?.addEventListener('abort', onAbort, { once: true });
    const take = (chunk: string) => {
      output = (output + chunk).slice(-keptOutput);
      onOutput?.(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const settle = (error?: Error) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (error === undefined) resolve(output);
      else reject(error);
    };
    child.once('error', (error: NodeJS.ErrnoException) =>
      settle(new Error(error.code === 'ENOENT' ? `${program} is not installed` : `${program} cannot be started`)),
    );
    child.once('close', (code, killedBy) => {
      if (code === 0 && ending === undefined) return settle();
      const last = lastLines(output, 3);
      const why = ending ?? (code === null ? `ended by ${killedBy ?? 'a signal'}` : `exit code ${code}`);
      settle(new Error(`${title}: ${why}${last === '' ? '' : `: ${last}`}`));
    });
  });
}

/** Signals a process and all that it started; a process that has ended already is no error. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Gone.
  }
}

function lastLines(output: string, lines: number): string {
  return output
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-lines)
    .join(' | ');
}
