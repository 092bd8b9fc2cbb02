/** Product without workers of scripts, and such workers in processes that tests start, stop and kill. */
/* eslint-disable @typescript-eslint/no-explicit-any -- answers are looked at as they come */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskQueue } from '../../src/temporal/ids';
import { productOfFile } from '../support/product';

export interface ScriptWorker {
  readonly pid: number;
  /** SIGKILL, without a word. */
  kill(): Promise<void>;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>;
}

type Json = Record<string, any>;

interface FileOptions {
  /** Queues that the product polls itself. */
  readonly serves?: readonly TaskQueue[];
  /** Of the product, beside its master key. */
  readonly env?: () => Readonly<Record<string, string>>;
  /** How often what a killed process has left is looked for, by whichever process keeps house; undefined: never. */
  readonly tidyEveryMs?: number;
}

/** One product for the file, with what tests of durable runs do. */
export function scriptWorkersOfFile({
  serves = ['certloom', 'scan', 'delivery'],
  env: more = () => ({}),
  tidyEveryMs,
}: FileOptions = {}) {
  const name = randomBytes(6).toString('hex');
  const queues = `scripts-${name}`;
  const database = `certloom_${name}`;
  const masterKey = randomBytes(32).toString('hex');
  const folder = mkdtempSync(path.join(tmpdir(), 'certloom-scripts-'));
  const alive = new Set<ChildProcess>();
  const product = productOfFile(() => ({
    ...{ database, queues, env: { CERTLOOM_MASTER_KEY: masterKey, ...more() } },
    adjustments: { serves, ...(tidyEveryMs !== undefined && { tidyEveryMs }) },
  }));
  afterAll(async () => {
    for (const child of alive) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const ended = (child: ChildProcess) =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once('exit', () => resolve());
    });

  /** Resolves when it polls. */
  async function start(env: Readonly<Record<string, string>> = {}): Promise<ScriptWorker> {
    const { addresses } = product().foundation;
    const inherited = Object.entries(process.env).filter(
      ([key]) => !key.startsWith('CERTLOOM_') || key.startsWith('CERTLOOM_TEST_'),
    );
    const child = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'worker-process.ts')], {
      cwd: path.join(__dirname, '..', '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...Object.fromEntries(inherited),
        CERTLOOM_TEST_QUEUES: queues,
        ...(tidyEveryMs !== undefined && { CERTLOOM_TEST_TIDY_MS: String(tidyEveryMs) }),
        CERTLOOM_MASTER_KEY: masterKey,
        CERTLOOM_ADMIN_KEY: product().adminKey,
        CERTLOOM_DATA_DIR: mkdtempSync(path.join(folder, 'data-')),
        CERTLOOM_WORKER_SERVES: 'scripts-api,scripts-service',
        MONGODB_URI: addresses.mongoUri,
        TEMPORAL_ADDRESS: addresses.temporalAddress,
        ...env,
      },
    });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => text.toString().includes('polling') && resolve());
      child.once('exit', () => reject(new Error('the worker did not come up')));
    });
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await ended(child);
    };
    return { pid: child.pid!, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
  }

  async function script(scriptName: string, content: string, more: Json = {}): Promise<void> {
    await product()
      .call('post', '/scripts')
      .send({ name: scriptName, runtime: 'bash', content, ...more })
      .expect(201);
  }

  async function begin(scriptName: string): Promise<string> {
    const body = { execute: true, mode: 'workflow' };
    const answer = await product().call('post', `/scripts/${scriptName}/test`).send(body).expect(202);
    return (answer.body as { runId: string }).runId;
  }

  const runs = () => product().foundation.stores.scriptRuns;

  async function until(runId: string, isThere: (run: Json) => boolean, limitMs = 60_000): Promise<Json> {
    for (const limit = Date.now() + limitMs; ; await sleep(100)) {
      const run = (await runs().find(runId)) as Json | null;
      if (run !== null && isThere(run)) return run;
      if (Date.now() > limit) throw new Error(`still ${JSON.stringify(run)}`);
    }
  }

  return {
    ...{ product, folder, start, script, begin, runs, until },
    ended: (runId: string, limitMs?: number) =>
      until(runId, ({ status }) => !['waiting', 'running'].includes(status as string), limitMs),
  };
}

/** Processes of this machine that belong to one of these runs, as far as they can be looked at. */
export function processesOf(runIds: ReadonlySet<string>): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const found = /(?:^|\0)CERTLOOM_RUN_ID=([^\0]*)/.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'));
        return found !== null && runIds.has(found[1]!);
      } catch {
        return false;
      }
    });
}
