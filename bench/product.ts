import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { directUri, mongodbPasswordFile } from '../src/embedded/mongodb-account';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Product {
  /** Where the API and the console are. */
  readonly url: string;
  readonly adminKey: string;
  readonly temporalAddress: string;
  /** Of the embedded database, with the product's database name. */
  readonly mongoUri: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Processor time of the product's own process and of its database until now, ms: whatever else the machine does. */
  cpuMs(): number;
  /** Resident memory of the product's own process, MB. */
  residentMb(): number;
  stop(): Promise<void>;
}

/** A comparison lets a bench drive a build that has no such bench, and start again on what it has written. */
const root = process.env['BENCH_PRODUCT'] ?? join(__dirname, '..', '..');
const keptFolder = process.env['BENCH_DATA'];

/**
 * Starts the built product as a user would, in a process of its own, on free ports and an empty data folder, or on that
 * of BENCH_DATA, which is kept.
 */
export async function startProduct(): Promise<Product> {
  const [port, temporalPort, uiPort, mongoPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const dataDir = keptFolder ?? (await mkdtemp(join(tmpdir(), 'certloom-bench-')));
  const key = keptFolder === undefined ? randomBytes(24).toString('base64url') : await keptKey(`${keptFolder}.key`);
  const child = spawn(process.execPath, [...(await nodeOptions()), join(root, 'dist', 'certloom.js'), 'start'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      CERTLOOM_PORT: String(port),
      CERTLOOM_TEMPORAL_PORT: String(temporalPort),
      CERTLOOM_TEMPORAL_UI_PORT: String(uiPort),
      CERTLOOM_MONGO_PORT: String(mongoPort),
      CERTLOOM_DATA_DIR: dataDir,
      CERTLOOM_ADMIN_KEY: key,
      CERTLOOM_LOG_LEVEL: 'warn',
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-4_000)));
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const call: Product['call'] = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const content = body === undefined ? undefined : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
      const req = request(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          agent,
          headers: {
            authorization: `Bearer ${key}`,
            ...(content === undefined ? {} : { 'content-type': 'application/json', 'content-length': content.length }),
            ...headers,
          },
        },
        (res) => {
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({
              status: res.statusCode ?? 0,
              body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
            });
          });
        },
      );
      req.on('error', reject);
      req.end(content);
    });
  await untilReady(child, call, () => said);
  return {
    url: `http://127.0.0.1:${port}`,
    adminKey: key,
    temporalAddress: `127.0.0.1:${temporalPort}`,
    mongoUri: mongoUriOf(dataDir, mongoPort),
    call,
    cpuMs: () => cpuMsOf(child.pid!) + cpuMsOf(databasePid(dataDir)),
    residentMb: () =>
      Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024),
    async stop() {
      agent.destroy();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      if (keptFolder === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Of an engine that the product has started. */
function databasePid(dataDir: string): number {
  const notes = JSON.parse(readFileSync(join(dataDir, 'engines.json'), 'utf8')) as Record<string, { pid: number }>;
  return notes['MongoDB server']!.pid;
}

/** Milliseconds that a process has had of all processors; Linux counts in hundredths of a second. */
function cpuMsOf(pid: number): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ').slice(11, 13);
  return 10 * (Number(user) + Number(system));
}

/** The administrator's key of an earlier start on the same data. */
async function keptKey(file: string): Promise<string> {
  try {
    await writeFile(file, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFile(file, 'utf8');
}

/** What `npm start` gives to Node.js. */
async function nodeOptions(): Promise<string[]> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(text) as { readonly scripts: Readonly<Record<string, string>> };
  return scripts['start']?.match(/--max[\w-]+=\d+/g) ?? [];
}

async function untilReady(child: ChildProcess, call: Product['call'], said: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}:\n${said()}`);
    const ready = await call('GET', '/readyz').catch(() => undefined);
    if (ready?.status === 200) return;
    await sleep(250);
  }
}

/** One that nobody uses now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Of the embedded database. An earlier commit that is compared with may not have given it an account. */
function mongoUriOf(dataDir: string, port: number): string {
  const file = join(dataDir, mongodbPasswordFile);
  return directUri(port, existsSync(file) ? { password: readFileSync(file, 'utf8').trim() } : undefined);
}
