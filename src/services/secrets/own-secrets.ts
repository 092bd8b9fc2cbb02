import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { longestSecret, ownSecretVariable, secretNameForm } from '../../domain/secrets/named-secret';

export interface OwnSecretsDeps {
  /** Each file is named like its secret; undefined where there is no such folder. */
  readonly folder: string | undefined;
  /** By the name of their variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Secrets that a worker has from its own account, whatever is stored: files first, then its environment. */
export function createOwnSecrets({ folder, variables }: OwnSecretsDeps) {
  async function ofFile(name: string): Promise<string | undefined> {
    if (folder === undefined || !secretNameForm.test(name)) return undefined;
    // Read at each use: whoever replaces the file need not start the worker again.
    const text = await readFile(path.join(folder, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EISDIR') return undefined;
      throw error;
    });
    return text?.replace(/\r?\n$/, '');
  }

  return {
    /** Undefined where the worker has none of this name; one that is empty or too long is none. */
    async open(name: string): Promise<string | undefined> {
      const found = (await ofFile(name)) ?? variables[ownSecretVariable(name)];
      return found === undefined || found === '' || found.length > longestSecret ? undefined : found;
    },

    /** Names of the files, and of the variables as they are written. */
    async names(): Promise<readonly string[]> {
      const files = folder === undefined ? [] : await readdir(folder, { withFileTypes: true }).catch(() => []);
      return [
        ...files.filter((one) => !one.isDirectory() && secretNameForm.test(one.name)).map(({ name }) => name),
        ...Object.keys(variables),
      ].sort();
    },
  };
}

export type OwnSecrets = ReturnType<typeof createOwnSecrets>;
