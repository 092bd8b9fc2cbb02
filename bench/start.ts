import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './product';
import { round } from './statistics';
import { judge } from './targets';

/** A comparison measures another build by the same bench. */
const tree = process.env['BENCH_PRODUCT'] ?? path.join(__dirname, '..', '..');
/** A build of both engines on two cores, on a slow day. */
const longestMs = 60 * 60_000;
/** How long it is left alone before its memory is looked at. */
const idleMs = 60_000;
const warmSeconds = 6;

/** What a person waits for who has just fetched the product, and each time after that; and what it holds when nobody asks. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-start-'));
  try {
    const product = path.join(folder, 'product');
    const leftOut = new Set(['node_modules', 'dist', '.git'].map((name) => path.join(tree, name)));
    cpSync(tree, product, {
      recursive: true,
      filter: (source) => !leftOut.has(source) && path.basename(source) !== 'node_modules',
    });
    const env = emptyCaches(folder, await Promise.all([freePort(), freePort(), freePort(), freePort()]));
    const installed = performance.now();
    say('npm ci and npm start with no engine in the cache');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: product, env, stdio: 'ignore' });
    const first = await started(product, env);
    const coldSeconds = round((performance.now() - installed) / 1_000);
    await first.stop();
    say('npm start once more');
    const again = performance.now();
    const second = await started(product, env);
    const readySeconds = round((performance.now() - again) / 1_000);
    say(`leaving it alone for ${idleMs / 1_000} s`);
    await sleep(idleMs);
    const residentMb = residentMbOf(second.pid);
    await second.stop();
    const targets = judge([{ figure: 'warm start to ready, s', value: readySeconds, atMost: warmSeconds }]);
    console.log(JSON.stringify({ node: process.version, coldSeconds, warmSeconds: readySeconds, residentMb, targets }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those of the engines, of Go and of Cargo; npm keeps its own, which both builds share. */
function emptyCaches(folder: string, [port, temporal, ui, mongo]: readonly number[]): NodeJS.ProcessEnv {
  const of = (name: string) => {
    mkdirSync(path.join(folder, name), { recursive: true });
    return path.join(folder, name);
  };
  return {
    ...process.env,
    ...{ XDG_CACHE_HOME: of('cache'), GOMODCACHE: of('modules'), GOCACHE: of('go'), CARGO_HOME: of('cargo') },
    ...{ CERTLOOM_DATA_DIR: path.join(folder, 'data'), CERTLOOM_PORT: String(port), GOFLAGS: '-modcacherw' },
    ...{ CERTLOOM_TEMPORAL_PORT: String(temporal), CERTLOOM_TEMPORAL_UI_PORT: String(ui) },
    CERTLOOM_MONGO_PORT: String(mongo),
  };
}

async function started(product: string, env: NodeJS.ProcessEnv) {
  const child = spawn('npm', ['start'], { cwd: product, env, stdio: 'ignore', detached: true });
  const until = performance.now() + longestMs;
  while (!(await isReady(env['CERTLOOM_PORT']!))) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    if (performance.now() > until) throw new Error('the product was not ready within an hour');
    await sleep(100);
  }
  return { pid: child.pid!, stop: () => stopped(child) };
}

async function isReady(port: string): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid!, 'SIGTERM');
  await ended;
}

/** Of a process and of all that it has started, without npm and the shells between. */
function residentMbOf(root: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
        return [
          { pid: Number(pid), parent: number('PPid'), kb: number('VmRSS'), name: /^Name:\s+(.*)$/m.exec(status)?.[1] },
        ];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  const family = new Set([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  const own = processes.filter(({ pid, name }) => family.has(pid) && !/^(npm|sh$)/.test(name ?? ''));
  return Math.round(own.reduce((sum, { kb }) => sum + kb, 0) / 1024);
}

function say(text: string): void {
  console.log(`bench: ${text}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
