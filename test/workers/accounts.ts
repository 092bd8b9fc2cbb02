/** OS accounts of a number alone, and programs that run as them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(__dirname, '..', '..');

/** A number that nobody on this machine has. */
export function freeAccounts(count: number): number[] {
  const taken = new Set(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => Number(line.split(':')[2])),
  );
  const free: number[] = [];
  for (let uid = 61_400; free.length < count; uid++) if (!taken.has(uid)) free.push(uid);
  return free;
}

/** Why this machine cannot show it; undefined where it can. */
export function whyNotSeparable(): string | undefined {
  if (process.getuid?.() !== 0) return 'skipped: only root starts programs under two accounts';
  const [uid] = freeAccounts(1);
  const { status } = spawnSync(process.execPath, ['-e', 'require("fs").readFileSync("worker.ts")'], {
    ...{ cwd: root, uid, gid: uid },
  });
  return status === 0 ? undefined : 'skipped: other accounts cannot read the folder of the project';
}

/** What an account gets out of a file: `read`, or the code of the error. */
export function readAs(uid: number, file: string): string {
  const program = 'try{require("fs").readFileSync(process.argv[1]);console.log("read")}catch(e){console.log(e.code)}';
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, file], {
    ...{ cwd: '/', uid, gid: uid, encoding: 'utf8', env: {} },
  });
  if (stdout.trim() === '') throw new Error(stderr);
  return stdout.trim();
}

/** A folder, and files in it, of one account alone. */
export function folderOf(uid: number, folder: string, files: Readonly<Record<string, string>> = {}): string {
  mkdirSync(folder, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), text, { mode: 0o400 });
    chownSync(path.join(folder, name), uid, uid);
  }
  chownSync(folder, uid, uid);
  return folder;
}

export interface WorkerOfAccount {
  readonly child: ChildProcess;
  readonly log: () => string;
  /** Resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** The worker's own entry file as another account, with this environment and no more. */
export function startWorkerAs(uid: number, env: Readonly<Record<string, string>>): WorkerOfAccount {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'worker.ts')], {
    ...{ cwd: root, uid, gid: uid, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { PATH: process.env['PATH'] ?? '', HOME: env['CERTLOOM_DATA_DIR'] ?? '/', ...env },
  });
  let log = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return {
    child,
    log: () => log,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), 60_000);
      return ended.finally(() => clearTimeout(impatient));
    },
  };
}
