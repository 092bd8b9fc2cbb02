import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** What discoveries may read of the disk: the folders that the configuration names, with all below them. */
export interface AllowedFolders {
  /** The real path of a file or folder; undefined where there is none and where it may not be read, which is not told apart. */
  resolve(wanted: string): Promise<string | undefined>;
  /** Whether a path that need not be there, or only on another machine, is one of them or below one. */
  mayHold(wanted: string): Promise<boolean>;
  /** Whether a real path lies below one of them. */
  isAllowed(file: string): boolean;
}

/** As they are now: links that lead out of them are not followed. */
export async function allowedFolders(folders: readonly string[]): Promise<AllowedFolders> {
  const found = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  const roots = found.flatMap((folder) => folder ?? []);
  const isAllowed = (file: string) => roots.some((root) => isInside(root, file));
  const resolve = async (wanted: string) => {
    const real = await realpath(wanted).catch(() => undefined);
    return real !== undefined && isAllowed(real) ? real : undefined;
  };
  return {
    isAllowed,
    resolve,
    async mayHold(wanted) {
      if (!path.isAbsolute(wanted)) return false;
      return [...folders, ...roots].some((root) => isInside(root, wanted)) || (await resolve(wanted)) !== undefined;
    },
  };
}

function isInside(root: string, file: string): boolean {
  const way = path.relative(root, file);
  return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
}
