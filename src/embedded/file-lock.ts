import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity';
import { systemCode } from '../lifecycle/start-fault';

/** Outcome of one attempt: ours until `release`, or whose it is (undefined: a lock that cannot be read). */
export type LockAttempt =
  | { readonly held: true; readonly stale: boolean; release(): void }
  | { readonly held: false; readonly holder: ProcessIdentity | undefined };

/**
 * Tries once to take the lock file. A lock whose process is gone is taken over (`stale`). Of several processes
 * exactly one gets it. Throws the file system's error when the folder is missing or cannot be written.
 */
export function tryLock(file: string): LockAttempt {
  const own = identityOf(process.pid) ?? { pid: process.pid, started: '' };
  const content = JSON.stringify({ ...own, token: randomBytes(8).toString('hex') });
  if (publish(file, content)) return held(file, content, false);
  const present = readLock(file);
  if (present.holder !== undefined && isRunning(present.holder)) return { held: false, holder: present.holder };
  if (present.text !== undefined && !removeStale(file, present.text)) return { held: false, holder: undefined };
  return publish(file, content) ? held(file, content, true) : { held: false, holder: readLock(file).holder };
}

function held(file: string, content: string, stale: boolean): LockAttempt {
  return {
    held: true,
    stale,
    release: () => {
      if (readLock(file).text === content) rmSync(file, { force: true });
    },
  };
}

/** Makes the lock complete or not at all: a reader never sees half of it. */
function publish(file: string, content: string): boolean {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, content, { flag: 'wx', mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Moves the dead lock away. If another process has replaced it between our look and our move, its lock is put back.
 */
function removeStale(file: string, seen: string): boolean {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return true;
    throw error;
  }
  const moved = readLock(aside).text;
  if (moved !== seen) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process has the lock by now; the one that was moved notices it when it releases.
    }
  }
  rmSync(aside, { force: true });
  return moved === seen;
}

function readLock(file: string): { text?: string; holder?: ProcessIdentity } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return {};
  }
  try {
    const { pid, started } = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof started === 'string' ? { text, holder: { pid, started } } : { text };
  } catch {
    return { text };
  }
}
