import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ScriptOutcome } from '../../domain/scripts/run';
import type { ScriptAccount } from '../process/account';
import { readScriptFile } from './read-file';

export type Artefacts = Pick<ScriptOutcome, 'artefacts' | 'droppedArtefactBytes'>;
export const noArtefacts: Artefacts = { artefacts: [], droppedArtefactBytes: 0 };

/** Where a script of `windows: true` has its drive C:, in its own folder. */
export const driveFolder = 'drive-c';

/** Bytes of all files of a run, and files; what is looked at of a tree that a script has made. */
export const artefactLimits = { bytes: 10 * 1024 * 1024, files: 200, entries: 5_000 };

/**
 * Reads what a script left on its drive, in the order of the names; what is over the limits is counted and dropped. Links,
 * pipes and files of other accounts are none of its files.
 */
export async function readArtefacts(drive: string, account: ScriptAccount | null): Promise<Artefacts> {
  const artefacts: ScriptOutcome['artefacts'][number][] = [];
  let left = artefactLimits.bytes;
  let dropped = 0;
  for (const { name, size } of await filesIn(drive)) {
    const hasRoom = size <= left && artefacts.length < artefactLimits.files;
    const file = hasRoom ? readScriptFile(path.join(drive, name), size, account) : null;
    if (file?.kind === 'read') {
      artefacts.push({ name, content: Uint8Array.from(file.content) });
      left -= file.content.length;
    } else if (file === null) dropped += size;
  }
  return { artefacts, droppedArtefactBytes: dropped };
}

interface FoundFile {
  /** Below the drive, with `/`. */
  readonly name: string;
  readonly size: number;
}

async function filesIn(drive: string): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  const folders = [''];
  let seen = 0;
  for (let folder = folders.shift(); folder !== undefined && seen < artefactLimits.entries; folder = folders.shift()) {
    const isFolder = await lstat(path.join(drive, folder)).then(
      (stat) => stat.isDirectory(),
      () => false,
    );
    const names = isFolder ? await readdir(path.join(drive, folder)).catch(() => []) : [];
    for (const entry of names.sort()) {
      seen += 1;
      if (seen > artefactLimits.entries) break;
      const name = folder === '' ? entry : `${folder}/${entry}`;
      const stat = await lstat(path.join(drive, name)).catch(() => null);
      if (stat?.isDirectory() === true) folders.push(name);
      else if (stat?.isFile() === true) found.push({ name, size: stat.size });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
