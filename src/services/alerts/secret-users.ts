import type { BranchHandler, Handler } from '../../domain/alerts/handler';
import { namesSecrets } from '../../domain/alerts/handler-rights';
import { checkPluginValues } from '../../domain/plugins/parameters';
import type { PluginStore } from '../../store/plugins/plugins';

/** Tells which handlers are given secrets: scripts that name some, and modules some of whose parameters are secrets. */
export function createSecretUsers({ plugins }: { readonly plugins: Pick<PluginStore, 'byName'> }) {
  return async function secretUsers(handlers: readonly Handler[]): Promise<(handler: BranchHandler) => boolean> {
    const all = handlers.flatMap((handler) => [handler, ...handler.onError.handlers]);
    const names = [...new Set(all.filter(({ type }) => type === 'custom').map(nameOf))];
    const known = new Map(await Promise.all(names.map(async (name) => [name, await plugins.byName(name)] as const)));
    return (handler) => {
      if (handler.type !== 'custom') return namesSecrets(handler);
      const given = (handler.settings['parameters'] ?? {}) as Readonly<Record<string, unknown>>;
      return checkPluginValues(known.get(nameOf(handler))?.parameters ?? [], given).secrets.length > 0;
    };
  };
}

function nameOf({ settings }: BranchHandler): string {
  return String(settings['pluginName']);
}
