import { accessSync, constants, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../config/make-folder';
import { freeBytesOf, leastFreeToStartBytes } from './disk-room';
import { tryLock } from './file-lock';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity';
import { killGroup } from './run-command';
import { type EngineLog, StartFault, systemCode } from '../lifecycle/start-fault';

const variable = 'CERTLOOM_DATA_DIR';

/** Another process has the folder. */
export class FolderInUse extends StartFault {}

/** The data folder, held by this process. */
export interface DataFolder {
  readonly path: string;
  /** Path inside the folder. */
  file(...parts: string[]): string;
  /** Notes the process of an engine, so that a later start can end it if we cannot. */
  noteEngine(engine: string, pid: number): void;
  release(): void;
}

/**
 * Makes the folder if need be, warns when others may look into it, and takes its lock. Ends engines that an earlier start
 * left behind. Throws `StartFault` when the folder cannot be written, the disk is full or another start holds it.
 */
export async function holdDataFolder(
  folder: string,
  log: EngineLog,
  freeBytes: (folder: string) => number = freeBytesOf,
): Promise<DataFolder> {
  makeWritable(folder);
  warnOfOthers(folder, log);
  const free = freeBytes(folder);
  if (free < leastFreeToStartBytes) throw diskFull(folder, free);
  const lock = lockFolder(folder, log);
  const notes = path.join(folder, 'engines.json');
  const engines = new Map<string, ProcessIdentity>();
  try {
    await endLeftovers(notes, log);
  } catch (error) {
    lock();
    throw error;
  }
  return {
    path: folder,
    file: (...parts) => path.join(folder, ...parts),
    noteEngine: (engine, pid) => {
      const identity = identityOf(pid);
      if (identity === undefined) return;
      engines.set(engine, identity);
      writeFileSync(notes, JSON.stringify(Object.fromEntries(engines)), { mode: 0o600 });
    },
    release: () => {
      rmSync(notes, { force: true });
      lock();
    },
  };
}

/** The message for ENOSPC, before the start and after. */
export function diskFull(folder: string, freeBytes?: number): StartFault {
  const left = freeBytes === undefined ? '' : ` (${Math.floor(freeBytes / 1024 / 1024)} MB free)`;
  return new StartFault(
    `The disk of ${folder} is full${left}: free some space, or set ${variable} to a folder on another disk.`,
  );
}

function makeWritable(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    // Says more than permission bits do: read-only mounts and quotas show only in a write.
    const probe = path.join(folder, `.write-${process.pid}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(folder);
    throw new StartFault(
      `The data folder ${folder} cannot be written (${code ?? 'unknown reason'}): set ${variable} to a folder that this user may write.`,
      78,
    );
  }
}

/** One that was there keeps its rights: they may be meant, and the folder may not be ours to change. */
function warnOfOthers(folder: string, log: EngineLog): void {
  // Windows keeps rights elsewhere, and shows every folder as open.
  if (process.platform === 'win32') return;
  const mode = statSync(folder).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  log.warn(
    `The data folder ${folder} is open to other accounts (mode ${mode.toString(8).padStart(4, '0')}): close it with chmod 700, unless that is meant`,
  );
}

function lockFolder(folder: string, log: EngineLog): () => void {
  const attempt = tryLock(path.join(folder, 'certloom.lock'));
  if (!attempt.held) {
    const holder = attempt.holder === undefined ? 'another process' : `process ${attempt.holder.pid}`;
    throw new FolderInUse(
      `The data folder ${folder} is in use by ${holder}: stop that one first, or set ${variable} to another folder.`,
      78,
    );
  }
  if (attempt.stale) log.warn('The last run was not stopped in order; its lock is taken over');
  return () => attempt.release();
}

async function endLeftovers(notes: string, log: EngineLog): Promise<void> {
  for (const [engine, identity] of readNotes(notes)) {
    if (!isRunning(identity)) continue;
    log.warn(`Ending the ${engine} that an earlier start left behind (process ${identity.pid})`);
    killGroup(identity.pid, 'SIGTERM');
    const deadline = Date.now() + 20_000;
    while (isRunning(identity)) {
      if (Date.now() > deadline) killGroup(identity.pid, 'SIGKILL');
      await sleep(100);
    }
  }
  rmSync(notes, { force: true });
}

function readNotes(file: string): [string, ProcessIdentity][] {
  try {
    return Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, ProcessIdentity>);
  } catch {
    return [];
  }
}
