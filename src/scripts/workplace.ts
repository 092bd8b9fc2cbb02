import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ScriptAccount } from './process/account';
import { makeOwnedFolder, removeAbandonedFolders } from './process/owned-folder';
import { makeRunFolder, removeFolder, type RunFolder } from './process/run-folder';
import type { RuntimeAdapter } from './runtimes/adapter';

/** Where one worker's runs have their folders, and programs of ours that scripts run with. */
export interface Workplace {
  /** Folders of runs are made in here. */
  readonly base: string;
  programsOf(adapter: RuntimeAdapter): string;
  /** @param key of a warm process: its runs may have one folder after the other; null for a folder of one run */
  takeFolder(key: string | null): RunFolder;
  /** Keeps the folder of a warm process for its next run, if the last one left nothing in there. */
  keepFolder(key: string, folder: RunFolder): void;
  /** Removes the folder of a run that is over, beside whatever comes next: nobody waits for it. */
  discard(folder: RunFolder): void;
  remove(): Promise<void>;
}

/** Folders that are kept for warm processes. */
const mostKept = 16;

/**
 * Makes a worker's folder, open to the scripts' account as far as it must be, and removes those that workers have left
 * which are gone: secrets may lie in there.
 * @param parent folder for it; the system's one for temporary files by default
 */
export async function openWorkplace(
  adapters: readonly RuntimeAdapter[],
  account: ScriptAccount | null,
  parent: string = tmpdir(),
): Promise<Workplace> {
  await removeAbandonedFolders(parent);
  const base = makeOwnedFolder(parent, account === null ? 0o700 : 0o711);
  const programs = path.join(base, 'programs');
  const removals = new Set<Promise<boolean>>();
  /** The longest kept one comes first. */
  const kept: { readonly key: string; readonly folder: RunFolder }[] = [];
  makeReadable(programs);
  for (const { runtime, programs: own } of adapters) {
    if (own === null) continue;
    makeReadable(path.join(programs, runtime));
    for (const name of own.names) {
      const copy = path.join(programs, runtime, name);
      copyFileSync(path.join(own.folder, name), copy);
      chmodSync(copy, 0o444); // whatever account and umask the worker has
    }
  }
  const discard = (folder: RunFolder) => {
    const removal = folder.remove().finally(() => removals.delete(removal));
    removals.add(removal);
  };
  return {
    base,
    programsOf: ({ runtime }) => path.join(programs, runtime),
    takeFolder(key) {
      const at = kept.findIndex((one) => one.key === key);
      return at === -1 ? makeRunFolder(base, account) : kept.splice(at, 1)[0]!.folder;
    },
    keepFolder(key, folder) {
      if (folder.empty()) kept.push({ key, folder });
      else discard(folder);
      if (kept.length > mostKept) discard(kept.shift()!.folder);
    },
    discard,
    async remove() {
      await Promise.all(removals);
      await removeFolder(base);
    },
  };
}

function makeReadable(folder: string): void {
  mkdirSync(folder);
  chmodSync(folder, 0o755);
}
