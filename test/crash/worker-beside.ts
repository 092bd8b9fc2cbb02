/** Starts, kills and starts again the second worker process of a crash test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';

/** As a container is started again that has ended. */
const againAfterMs = 500;

/** @param env what it is started with, asked at each start: the addresses of the engines are in it */
export function createWorkerBeside(
  env: () => Readonly<Record<string, string>> & { readonly CERTLOOM_DATA_DIR: string },
) {
  let child: ChildProcess | undefined;
  let isWanted = false;

  function start(): void {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !name.startsWith('CERTLOOM_') || name.startsWith('CERTLOOM_TEST_'),
    );
    const own = env();
    mkdirSync(own.CERTLOOM_DATA_DIR, { recursive: true });
    const started = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'worker.ts')], {
      cwd: path.join(__dirname, '..', '..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...Object.fromEntries(inherited), ...own },
    });
    const log = createWriteStream(path.join(own.CERTLOOM_DATA_DIR, 'worker.log'), { flags: 'a' });
    started.stdout.pipe(log, { end: false });
    started.stderr.pipe(log, { end: false });
    started.once('exit', () => {
      if (isWanted) setTimeout(() => isWanted && start(), againAfterMs);
    });
    child = started;
  }

  return {
    start(): void {
      isWanted = true;
      start();
    },
    /** SIGKILL, without a word; it is started again. */
    kill(): void {
      child?.kill('SIGKILL');
    },
    async stop(): Promise<void> {
      isWanted = false;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}
