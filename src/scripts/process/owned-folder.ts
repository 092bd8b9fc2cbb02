import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readProcess } from './process-table';
import { removeFolder } from './run-folder';

/** Begins the names of folders that belong to a process and are worth nothing without it. */
const prefix = 'certloom-scripts-';
const ownerFile = 'owner.json';

/** Makes a folder below `parent` that says which process it belongs to. */
export function makeOwnedFolder(parent: string, mode: number): string {
  const folder = mkdtempSync(path.join(parent, prefix));
  chmodSync(folder, mode); // whatever the umask says
  const owner: Owner = { pid: process.pid, startTicks: readProcess(process.pid)?.startTicks ?? null };
  writeFileSync(path.join(folder, ownerFile), JSON.stringify(owner), { mode: 0o600 });
  return folder;
}

/** Removes the folders below `parent` whose processes are gone: secrets may lie in there. */
export async function removeAbandonedFolders(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const folder = path.join(parent, name);
    const stat = await lstat(folder).catch(() => null);
    if (stat?.isDirectory() !== true || stat.uid !== process.geteuid?.()) continue;
    const owner = ownerOf(folder);
    if (owner !== null && !isAlive(owner)) await removeFolder(folder);
  }
}

interface Owner {
  readonly pid: number;
  /** Null where the system does not tell. */
  readonly startTicks: number | null;
}

/** Null while it is being made. */
function ownerOf(folder: string): Owner | null {
  try {
    return JSON.parse(readFileSync(path.join(folder, ownerFile), 'utf8')) as Owner;
  } catch {
    return null;
  }
}

function isAlive({ pid, startTicks }: Owner): boolean {
  if (startTicks !== null) return readProcess(pid)?.startTicks === startTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
