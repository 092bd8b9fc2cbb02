import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ScriptAccount } from './account';
import type { RunPaths } from './environment';

export interface RunFolder extends RunPaths {
  /** Path for a socket between worker and script. */
  readonly socket: string;
  writeRequest(content: string): void;
  /** Puts a file into the script's folder, for it alone to read. @returns its path */
  addScript(name: string, content: string): string;
  /** Takes out what a run was given and left. @returns false when the folder is not as it was made, and serves no other run */
  empty(): boolean;
  /** Never rejects: @returns false when something could not be removed. */
  remove(): Promise<boolean>;
}

/**
 * Makes the folders of one run below `base`: `work`, which is the script's, and `io` with request and result. Both belong
 * to the script's account and are closed to all others; the folder around them is the worker's, so that no script can put
 * another one in their place.
 */
export function makeRunFolder(base: string, account: ScriptAccount | null): RunFolder {
  // Short, because sockets in here have paths of 104 bytes at most.
  const root = path.join(base, randomBytes(6).toString('hex'));
  mkdirSync(root, { mode: 0o711 });
  chmodSync(root, account === null ? 0o700 : 0o711); // whatever the umask says
  const own = (file: string) => {
    if (account !== null) chownSync(file, account.uid, account.gid);
    return file;
  };
  const folder = (name: string) => {
    const made = path.join(root, name);
    mkdirSync(made, { mode: 0o700 });
    return own(made);
  };
  const write = (file: string, content: string) => {
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
    return own(file);
  };
  const work = folder('work');
  const io = folder('io');
  const paths = {
    work,
    request: path.join(io, 'request.json'),
    result: path.join(io, 'result.json'),
    events: path.join(io, 'events.jsonl'),
  };
  let files = [paths.request, paths.result, paths.events];
  return {
    ...paths,
    socket: path.join(io, 'http'),
    writeRequest: (content) => void write(paths.request, content),
    addScript(name, content) {
      files.push(path.join(work, name));
      return write(path.join(work, name), content);
    },
    empty() {
      try {
        for (const file of files) unlinkIfThere(file);
        files = files.slice(0, 3);
        return [work, io].every((made) => isEmpty(made, account?.uid ?? process.geteuid?.()));
      } catch {
        return false;
      }
    },
    async remove() {
      return (await removeKnown(files, [work, io, root])) || removeFolder(root);
    },
  };
}

/**
 * Most runs leave what they were given and a result. The files, in which secrets may stand, are gone at once; a folder takes
 * many file systems a millisecond, in which others may be served. @returns false when there is more
 */
async function removeKnown(files: readonly string[], folders: readonly string[]): Promise<boolean> {
  try {
    for (const file of files) unlinkIfThere(file);
    for (const folder of folders) await rmdir(folder);
    return true;
  } catch {
    return false;
  }
}

function isEmpty(folder: string, owner: number | undefined): boolean {
  const stat = lstatSync(folder);
  const isAsMade = stat.isDirectory() && (stat.mode & 0o7777) === 0o700 && stat.uid === owner;
  return isAsMade && readdirSync(folder).length === 0;
}

function unlinkIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

const run = promisify(execFile);

/** Also one that a script has made hard to remove: with folders that nobody may enter, or deeper than a path can be long. */
export async function removeFolder(folder: string): Promise<boolean> {
  try {
    await rm(folder, { recursive: true, force: true });
    return true;
  } catch {
    await run('chmod', ['-R', 'u+rwX', '--', folder]).catch(() => undefined);
    return run('rm', ['-rf', '--', folder]).then(
      () => true,
      () => false,
    );
  }
}
