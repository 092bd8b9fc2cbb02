/** Starts, kills and watches the product of the crash test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Engines of a killed product are ended and started again; on a busy machine that takes its time. */
const readyLimitMs = 150_000;

export type Engine = 'Temporal server' | 'MongoDB server';
export type Part = 'product' | Engine;

/** @param program what Node runs; the product of the crash tests unless told otherwise */
export async function createVictim(
  dataDir: string,
  env: Readonly<Record<string, string>>,
  program: readonly string[] = ['--import', 'tsx', path.join(__dirname, 'product.ts')],
) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  function start(): void {
    const passedOn = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !name.startsWith('CERTLOOM_') || name.startsWith('CERTLOOM_TEST_'),
      ),
    );
    child = spawn(process.execPath, program, {
      cwd: path.join(__dirname, '..', '..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...passedOn,
        CERTLOOM_PORT: String(port),
        CERTLOOM_DATA_DIR: dataDir,
        CERTLOOM_TEMPORAL_PORT: '0',
        CERTLOOM_TEMPORAL_UI_PORT: '0',
        CERTLOOM_MONGO_PORT: '0',
        ...env,
      },
    });
    const log = createWriteStream(path.join(dataDir, 'product.log'), { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
  }

  function signal(part: Engine, name: NodeJS.Signals): void {
    const notes = readFileSync(path.join(dataDir, 'engines.json'), 'utf8');
    process.kill((JSON.parse(notes) as Record<Engine, { pid: number }>)[part].pid, name);
  }

  return {
    url,
    start,
    /** SIGKILL, without a word. The product is started again; engines are started again by it. */
    async kill(part: Part): Promise<void> {
      if (part !== 'product') return signal(part, 'SIGKILL');
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await ended;
      start();
    },
    /** The engine answers nobody until it is thawed, and its connections stay open: an outage that nobody is told of. */
    freeze: (part: Engine) => signal(part, 'SIGSTOP'),
    thaw: (part: Engine) => signal(part, 'SIGCONT'),
    /** A product that does not come up says why: the end of what it said is in the error. */
    async ready(): Promise<void> {
      const until = Date.now() + readyLimitMs;
      for (;;) {
        const said = () => readFileSync(path.join(dataDir, 'product.log'), 'utf8').slice(-4_000);
        if (child !== undefined && (child.exitCode !== null || child.signalCode !== null)) {
          throw new Error(`the product has ended (${child.exitCode ?? child.signalCode}):\n${said()}`);
        }
        const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
        await answer?.arrayBuffer();
        if (answer?.status === 200) return;
        if (Date.now() > until) throw new Error(`the product is not ready after ${readyLimitMs} ms:\n${said()}`);
        await sleep(100);
      }
    },
    addresses: () =>
      JSON.parse(readFileSync(path.join(dataDir, 'addresses.json'), 'utf8')) as {
        mongoUri: string;
        temporalAddress: string;
      },
    async stop(): Promise<void> {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child.kill('SIGTERM');
      const impatient = setTimeout(() => child?.kill('SIGKILL'), 25_000);
      await ended;
      clearTimeout(impatient);
    },
  };
}

/** One that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
