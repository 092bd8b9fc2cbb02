import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from './file-lock';
import { type EngineLog, StartFault, systemCode } from '../lifecycle/start-fault';

/** What lies in the cache under one name: a folder `<engine>-<version>` with the program somewhere in it. */
export interface CacheEntry {
  readonly engine: string;
  readonly version: string;
  /** Path of the program inside the entry's folder. */
  readonly program: string;
}

/** Per user, so that other clones and the tests use what was built once. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_CACHE_HOME'];
  // A relative XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification).
  return path.join(
    base !== undefined && path.isAbsolute(base) ? base : path.join(os.homedir(), '.cache'),
    'certloom',
    'engines',
  );
}

export function entryFolder({ engine, version }: CacheEntry, cache = cacheFolder()): string {
  return path.join(cache, `${engine}-${version}`);
}

/** The cached program, or undefined. An entry appears complete or not at all. */
export function cached(entry: CacheEntry, cache = cacheFolder()): string | undefined {
  const file = path.join(entryFolder(entry, cache), entry.program);
  return isExecutable(file) ? file : undefined;
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Puts an engine into the cache and gives its program. `fill` writes into an empty scratch folder, which becomes the
 * entry by one rename. A second process that wants the same entry waits for the first and takes its result.
 */
export async function install(
  entry: CacheEntry,
  fill: (scratch: string) => Promise<void>,
  { log, signal, cache = cacheFolder() }: { log: EngineLog; signal?: AbortSignal; cache?: string },
): Promise<string> {
  makeCache(cache);
  const folder = entryFolder(entry, cache);
  const release = await lockEntry(`${folder}.lock`, entry, log, signal);
  try {
    const present = cached(entry, cache);
    if (present !== undefined) return present;
    const scratch = `${folder}.${randomBytes(6).toString('hex')}`;
    mkdirSync(scratch);
    try {
      await fill(scratch);
      if (!isExecutable(path.join(scratch, entry.program))) throw new Error(`it did not give ${entry.program}`);
      rmSync(folder, { recursive: true, force: true });
      renameSync(scratch, folder);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    return path.join(folder, entry.program);
  } finally {
    release();
  }
}

async function lockEntry(file: string, entry: CacheEntry, log: EngineLog, signal?: AbortSignal): Promise<() => void> {
  for (let waits = 0; ; waits++) {
    const attempt = tryLock(file);
    if (attempt.held) return () => attempt.release();
    if (waits % 20 === 0) {
      log.info(
        `Waiting for process ${attempt.holder?.pid ?? '?'}, which is installing ${entry.engine} ${entry.version} …`,
      );
    }
    await sleep(500, undefined, { signal });
  }
}

function makeCache(cache: string): void {
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
  } catch (error) {
    throw new StartFault(
      `The cache folder ${cache} cannot be written (${systemCode(error) ?? 'unknown reason'}): set XDG_CACHE_HOME to another folder.`,
      78,
    );
  }
}
