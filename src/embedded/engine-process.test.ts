import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EngineProcess, type EngineSpec, startEngine } from './engine-process';
import { identityOf } from './process-identity';

const folder = mkdtempSync(path.join(tmpdir(), 'certloom-process-'));
const log = { info: () => {}, warn: () => {}, error: () => {} };
const running: EngineProcess[] = [];
let count = 0;

afterEach(async () => {
  for (const engine of running.splice(0)) await engine.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A small server: answers on `port`, appends what happens to it to `<name>.txt`, has a child of its own. */
const serverScript = `
  const fs = require('fs'); const { spawn } = require('child_process');
  const [port, file, mode] = process.argv.slice(1);
  const note = (line) => fs.appendFileSync(file, line + '\\n');
  note('start ' + process.pid);
  const helper = spawn('sleep', ['300'], { stdio: 'ignore' });
  note('helper ' + helper.pid);
  process.on('SIGTERM', () => { note('term'); if (mode !== 'stubborn') process.exit(0); });
  process.on('SIGINT', () => note('int'));
  if (mode === 'panics') {
    console.error('panic: listen tcp 127.0.0.1:1: bind: address already in use\\n\\n' + 'main.main()\\n'.repeat(300));
    process.exit(2);
  }
  if (mode === 'broken') { console.error('no space left on device'); process.exit(3); }
  if (mode !== 'mute') require('net').createServer().listen(Number(port), '127.0.0.1');
  else setInterval(() => {}, 1000);`;

async function serverSpec(
  mode = 'plain',
  more: Partial<EngineSpec> = {},
): Promise<EngineSpec & { notes: () => string[] }> {
  const port = await new Promise<number>((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(free));
    });
  });
  const notes = path.join(folder, `${++count}.txt`);
  writeFileSync(notes, '');
  return {
    name: 'thing',
    program: process.execPath,
    args: ['-e', serverScript, '--', String(port), notes, mode],
    logFile: path.join(folder, `${count}.log`),
    ready: () => answers(port),
    readyLimitMs: 10_000,
    stopGraceMs: 5_000,
    notes: () => readFileSync(notes, 'utf8').trim().split('\n'),
    ...more,
  };
}

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

async function started(spec: EngineSpec, hooks = {}): Promise<EngineProcess> {
  const engine = await startEngine(spec, { log, ...hooks });
  running.push(engine);
  return engine;
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 15_000; !condition(); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('it did not come to pass');
  }
}

const isAlive = (pid: number | undefined) => pid !== undefined && identityOf(pid) !== undefined;
const helperOf = (notes: string[]) => Number(notes.findLast((line) => line.startsWith('helper'))?.split(' ')[1]);

describe('startEngine', () => {
  it('serves when it resolves, runs in its own process group and is gone after the stop', async () => {
    const spec = await serverSpec();
    const engine = await started(spec);
    const pid = engine.pid();
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    expect(group).toBe(String(pid));
    await engine.stop();
    await engine.stop();
    expect(isAlive(pid)).toBe(false);
    await until(() => !isAlive(helperOf(spec.notes())));
    expect(spec.notes()).toEqual([`start ${pid}`, expect.stringMatching(/^helper/), 'term']);
  });

  it('keeps its log in a folder for its user only', async () => {
    const logFile = path.join(folder, 'logs', 'thing.log');
    const engine = await started({ ...(await serverSpec()), logFile });
    expect(statSync(path.dirname(logFile)).mode & 0o777).toBe(0o700);
    await engine.stop();
  });

  it('is started again after kill -9, and the exit is reported', async () => {
    const spec = await serverSpec();
    const exits: unknown[] = [];
    const spawned: number[] = [];
    const engine = await started(spec, {
      onExit: (exit: unknown) => exits.push(exit),
      onSpawn: (pid: number) => spawned.push(pid),
    });
    const first = engine.pid() ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => engine.pid() !== undefined && engine.pid() !== first);
    await spec.ready(AbortSignal.timeout(1_000)).catch(() => sleep(1_000));
    expect(exits).toEqual([{ name: 'thing', code: null, signal: 'SIGKILL' }]);
    expect(spawned).toEqual([first, engine.pid()]);
    await engine.stop();
    expect(isAlive(spawned[1])).toBe(false);
    process.kill(helperOf([spec.notes()[1] ?? '']), 'SIGKILL');
  });

  it('is ended and started again when it is broken, but not before the disk has room', async () => {
    const told: string[] = [];
    let isBroken = false;
    let hasRoom = false;
    const spec = await serverSpec('stubborn', { broken: async () => isBroken, brokenEveryMs: 20 });
    const engine = await started(spec, {
      log: { ...log, error: (line: string) => told.push(line) },
      hasRoom: () => hasRoom,
    });
    const first = engine.pid();
    isBroken = true;
    await until(() => told.length > 0);
    await sleep(200);
    expect(told).toEqual(['The thing has stopped working and is started again once the disk has room']);
    expect(engine.pid()).toBe(first);
    hasRoom = true;
    await until(() => engine.pid() !== undefined && engine.pid() !== first);
    isBroken = false;
    expect(told.slice(1, 3)).toEqual([
      'The thing has stopped working; it is ended',
      'The thing ended unexpectedly (SIGKILL); starting it again',
    ]);
    process.kill(helperOf([spec.notes()[1] ?? '']), 'SIGKILL');
  });

  it('goes on when a look at it fails', async () => {
    let looks = 0;
    const engine = await started(
      await serverSpec('plain', {
        broken: async () => {
          looks += 1;
          throw new Error('late');
        },
        brokenEveryMs: 20,
      }),
    );
    const pid = engine.pid();
    await until(() => looks > 2);
    expect(engine.pid()).toBe(pid);
  });

  it('is killed when it does not end in time', async () => {
    const engine = await started(await serverSpec('stubborn', { stopGraceMs: 300 }));
    const pid = engine.pid();
    await engine.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('fails with what it wrote last when it ends before it serves', async () => {
    await expect(startEngine(await serverSpec('broken'), { log })).rejects.toMatchObject({
      name: 'EngineStartError',
      message: 'The thing did not start: it ended with exit code 3',
      logTail: 'no space left on device',
    });
  });

  it('fails with the cause that stands before a long trace', async () => {
    await expect(startEngine(await serverSpec('panics'), { log })).rejects.toMatchObject({
      logTail: expect.stringMatching(/^panic: listen .* address already in use\nmain/),
    });
  });

  it('fails and ends the process when it does not serve in time', async () => {
    const spec = await serverSpec('mute', { readyLimitMs: 500 });
    await expect(startEngine(spec, { log })).rejects.toThrow('did not serve within');
    expect(isAlive(Number(spec.notes()[0]?.split(' ')[1]))).toBe(false);
  });

  it('fails when there is no such program', async () => {
    await expect(startEngine(await serverSpec('plain', { program: '/nowhere' }), { log })).rejects.toMatchObject({
      message: expect.stringContaining('ENOENT'),
    });
  });

  it('gives up when it is aborted', async () => {
    const spec = await serverSpec('mute');
    await expect(startEngine(spec, { log, signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      name: expect.stringMatching(/^(Abort|Timeout)Error$/),
    });
    await until(() => !isAlive(Number(spec.notes()[0]?.split(' ')[1])));
  });

  it('ends with the process that started it, even by kill -9', async () => {
    const script = path.join(folder, 'parent.js');
    // The guard as compiled code would use it; this process stands for the whole of Certloom.
    writeFileSync(
      script,
      `const swc = require(${JSON.stringify(require.resolve('@swc/core'))});
       const Module = require('module'); const fs = require('fs');
       require.extensions['.ts'] = (module, file) => module._compile(swc.transformSync(fs.readFileSync(file, 'utf8'),
         { filename: file, jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }).code, file);
       const { guard } = require(${JSON.stringify(path.join(__dirname, 'orphan-guard.ts'))});
       const child = require('child_process').spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
       guard(child); console.log(child.pid); setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (data) => resolve(Number(data))));
    expect(isAlive(pid)).toBe(true);
    await sleep(200);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
  });
});
