import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { guard } from './orphan-guard';
import { killGroup } from './run-command';
import { type EngineLog, messageOf } from '../lifecycle/start-fault';

/** A server that runs as a child, and how to know that it serves. */
export interface EngineSpec {
  /** For people: `Temporal server`. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Gets what the child writes to stdout and stderr, appended. */
  readonly logFile: string;
  /** One try to reach the server in its own protocol; throws while it does not serve. */
  readonly ready: (signal: AbortSignal) => Promise<void>;
  readonly readyLimitMs: number;
  /**
   * True when the server answers but will not work again before it is started anew, as after a full disk. Looked at
   * every `brokenEveryMs` (5 s) while it runs; the server is then killed and started again.
   */
  readonly broken?: () => Promise<boolean>;
  readonly brokenEveryMs?: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopGraceMs: number;
}

export interface EngineExit {
  readonly name: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface EngineHooks {
  readonly log: EngineLog;
  readonly signal?: AbortSignal;
  /** An exit that nobody asked for. The engine is started again on the same port and data. */
  readonly onExit?: (exit: EngineExit) => void;
  /** Each process, the first and those after a crash. */
  readonly onSpawn?: (pid: number) => void;
  /** False while the disk is too full for a server to recover on; a broken one is left alone until then. */
  readonly hasRoom?: () => boolean;
}

export interface EngineProcess {
  /** Of the present process; undefined between a crash and the restart. */
  pid(): number | undefined;
  /** SIGTERM, then SIGKILL after the grace; resolves when the process is gone. May be called twice. */
  stop(): Promise<void>;
}

/** The engine did not come up; `logTail` is what it wrote last. */
export class EngineStartError extends Error {
  override readonly name = 'EngineStartError';

  constructor(
    engine: string,
    why: string,
    readonly logTail: string,
  ) {
    super(`The ${engine} did not start: ${why}`);
  }
}

const slowestRestartMs = 10_000;
const largestLog = 10 * 1024 * 1024;
const live = new Set<ChildProcess>();

/** Ends every engine of this process at once, without asking. For the second Ctrl-C. */
export function killAllEngines(): void {
  for (const child of live) killGroup(child.pid, 'SIGKILL');
}

/**
 * Starts the engine in a process group of its own, so that a Ctrl-C in the terminal does not reach it before the API
 * and the workers have stopped, and resolves when it serves. Throws `EngineStartError`.
 */
export async function startEngine(spec: EngineSpec, hooks: EngineHooks): Promise<EngineProcess> {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let restarted: Promise<void> = Promise.resolve();

  const launch = async (): Promise<void> => {
    // Before there is a process that could write to it.
    const logStart = prepareLog(spec.logFile);
    const present = spawnEngine(spec);
    child = present;
    try {
      await untilReady(
        spec,
        present,
        logStart,
        AbortSignal.any([stopping.signal, ...(hooks.signal ? [hooks.signal] : [])]),
        hooks,
      );
    } catch (error) {
      await end(present, spec.stopGraceMs);
      throw error;
    }
    const watch = watchFor(spec, present, hooks);
    present.once('exit', (code, signal) => {
      clearInterval(watch);
      if (stopping.signal.aborted) return;
      child = undefined;
      hooks.log.error(`The ${spec.name} ended unexpectedly (${signal ?? `exit code ${code}`}); starting it again`);
      hooks.onExit?.({ name: spec.name, code, signal });
      restarted = relaunch();
    });
  };

  const relaunch = async (): Promise<void> => {
    for (let delayMs = 100; !stopping.signal.aborted; delayMs = Math.min(delayMs * 2, slowestRestartMs)) {
      try {
        await sleep(delayMs, undefined, { signal: stopping.signal });
        await launch();
        hooks.log.info(`The ${spec.name} serves again`);
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        hooks.log.error(messageOf(error));
      }
    }
  };

  await launch();
  return {
    pid: () => child?.pid,
    stop: async () => {
      stopping.abort();
      await restarted;
      if (child !== undefined) await end(child, spec.stopGraceMs);
    },
  };
}

/** Returns where in the log file what comes now begins. */
function prepareLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  rotate(file);
  return sizeOf(file);
}

function spawnEngine(spec: EngineSpec): ChildProcess {
  const log = openSync(spec.logFile, 'a', 0o600);
  try {
    const child = spawn(spec.program, spec.args, { env: spec.env, detached: true, stdio: ['ignore', log, log] });
    live.add(child);
    guard(child);
    child.once('exit', () => live.delete(child));
    child.once('error', () => live.delete(child));
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function untilReady(
  spec: EngineSpec,
  child: ChildProcess,
  logStart: number,
  signal: AbortSignal,
  hooks: EngineHooks,
): Promise<void> {
  const failed = (why: string) => new EngineStartError(spec.name, why, tailOf(spec.logFile, logStart));
  let spawnError: Error | undefined;
  child.once('error', (error) => (spawnError = error));
  if (child.pid !== undefined) hooks.onSpawn?.(child.pid);
  const deadline = Date.now() + spec.readyLimitMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (spawnError !== undefined) throw failed(messageOf(spawnError));
    if (hasEnded(child)) throw failed(`it ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
    try {
      await spec.ready(signal);
      if (!hasEnded(child)) return;
    } catch (error) {
      last = messageOf(error);
    }
    await sleep(50, undefined, { signal });
  }
  throw failed(`it did not serve within ${Math.round(spec.readyLimitMs / 1000)} s (${last})`);
}

/** A server that is broken is not asked to stop: it could write nothing more in order. */
function watchFor(spec: EngineSpec, child: ChildProcess, { log, hasRoom }: EngineHooks): NodeJS.Timeout | undefined {
  const { broken, brokenEveryMs = 5_000 } = spec;
  if (broken === undefined) return undefined;
  let isLooking = false;
  let isTold = false;
  const look = async (): Promise<void> => {
    if (hasEnded(child) || !(await broken())) return;
    if (hasRoom?.() === false) {
      if (!isTold) log.error(`The ${spec.name} has stopped working and is started again once the disk has room`);
      isTold = true;
      return;
    }
    log.error(`The ${spec.name} has stopped working; it is ended`);
    killGroup(child.pid, 'SIGKILL');
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look()
      // A look that fails says nothing about the server; the next one may.
      .catch(() => undefined)
      .finally(() => (isLooking = false));
  }, brokenEveryMs);
  return timer.unref();
}

async function end(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.ref();
  killGroup(child.pid, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function rotate(file: string): void {
  if (sizeOf(file) > largestLog) renameSync(file, `${file}.1`);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What stands before the trace of a Go program that gave up; the trace alone is longer than a tail. */
const causes = /^(panic|fatal error): .*$/gm;

/** What the engine wrote last, with the cause of its end before it. */
function tailOf(file: string, from: number): string {
  try {
    const said = readFileSync(file).subarray(from).toString('utf8');
    const tail = said.slice(-2000).trim();
    const before = (said.match(causes) ?? []).map((line) => line.slice(0, 500)).filter((line) => !tail.includes(line));
    return [...before.slice(0, 3), tail].join('\n');
  } catch {
    return '';
  }
}
