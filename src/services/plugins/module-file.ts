import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { allowedFolders } from '../discoveries/sources/allowed-folders';

/** Why a module cannot be run here. The codes stand in records of runs. */
export interface ModuleFault {
  readonly code: 'no_plugin_folder' | 'module_outside' | 'module_changed' | 'handler_disabled';
  readonly message: string;
}

export type FoundModule = { readonly path: string } | ModuleFault;

/** Files of modules on this machine. They are read and hashed here, and never loaded into this process. */
export function createModuleFiles(folder: string | undefined) {
  return {
    /** The real path. Links that lead out of the folder are not followed. */
    async find(module: string): Promise<FoundModule> {
      if (folder === undefined) {
        return {
          code: 'no_plugin_folder',
          message: 'This worker has no folder for plug-ins: set CERTLOOM_PLUGIN_DIR.',
        };
      }
      const found = await (await allowedFolders([folder])).resolve(path.join(folder, module));
      if (found !== undefined) return { path: found };
      const message = `There is no module "${module}" in this worker's folder for plug-ins, or it leads out of it.`;
      return { code: 'module_outside', message };
    },

    /** Lower-case hex; undefined where it cannot be read. */
    async sha256(file: string): Promise<string | undefined> {
      try {
        return createHash('sha256')
          .update(await readFile(file))
          .digest('hex');
      } catch {
        return undefined;
      }
    },
  };
}

export type ModuleFiles = ReturnType<typeof createModuleFiles>;
