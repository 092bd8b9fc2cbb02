import { createHash } from 'node:crypto';
import type { Plugin } from '../../domain/plugins/plugin';
import { defaultScriptLimits } from '../../domain/scripts/script';
import type { PluginStore } from '../../store/plugins/plugins';
import type { LoadedScript, LoadScript } from '../scripts/loaded-script';
import { inspectionScript } from './inspection';
import type { ModuleFiles } from './module-file';

export interface LoadPluginDeps {
  readonly plugins: Pick<PluginStore, 'byName'>;
  /** Of the machine that this is done on. */
  readonly files: ModuleFiles;
}

const common = {
  version: null,
  runtime: 'node',
  limits: defaultScriptLimits,
  settings: { strict: false, windows: false, reuse: false },
  lock: null,
  repeatable: false,
  neighbours: [],
} as const;
const inspectionSeconds = 20;

/** Registered modules, and modules that are to be registered, as runs take them. Undefined for anything else. */
export function loadPluginFrom({ plugins, files }: LoadPluginDeps): LoadScript {
  return async (asked) => {
    if (asked.kind === 'module') return inspection(asked.module, files);
    if (asked.kind !== 'plugin') return undefined;
    const plugin = await plugins.byName(asked.name);
    return plugin === undefined ? undefined : registered(plugin, asked.secrets ?? [], files);
  };
}

function registered(plugin: Plugin, secrets: readonly string[], files: ModuleFiles): LoadedScript {
  const { name, module, sha256, enabled } = plugin;
  return {
    ...common,
    ...{ name, sha256, secrets, source: { kind: 'module', path: module } },
    async place() {
      if (!enabled) {
        return { code: 'handler_disabled', message: `The handler "${name}" is disabled: enable it to let it run.` };
      }
      const found = await files.find(module);
      if ('code' in found) return found;
      if ((await files.sha256(found.path)) === sha256) return { source: { kind: 'module', path: found.path } };
      const message = `The module of the handler "${name}" has changed since it was registered: register it again.`;
      return { code: 'module_changed', message };
    },
  };
}

function inspection(module: string, files: ModuleFiles): LoadedScript {
  return {
    ...common,
    ...{ name: 'plugin-inspection', secrets: [], source: { kind: 'module', path: module } },
    limits: { ...defaultScriptLimits, timeoutSeconds: inspectionSeconds },
    sha256: createHash('sha256').update(inspectionScript('')).digest('hex'),
    async place() {
      const found = await files.find(module);
      return 'code' in found ? found : { source: { kind: 'text', content: inspectionScript(found.path) } };
    },
  };
}
