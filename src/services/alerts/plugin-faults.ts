import type { AlertKindCode } from '../../domain/alerts/kind';
import { tokenFaults } from '../../domain/alerts/fill-tokens';
import { checkPluginValues } from '../../domain/plugins/parameters';
import type { Plugin } from '../../domain/plugins/plugin';
import type { Fault } from '../../domain/problem';
import type { PluginStore } from '../../store/plugins/plugins';

/** What is wrong with a registered handler and its parameters for alerts of a kind; pointers from its settings. */
export function createPluginFaults({ plugins }: { readonly plugins: Pick<PluginStore, 'byName'> }) {
  return async function pluginFaults(
    name: string,
    given: Readonly<Record<string, unknown>>,
    kind: AlertKindCode,
    coming?: Pick<Plugin, 'supports' | 'parameters'>,
  ): Promise<readonly Fault[]> {
    const plugin = coming ?? (await plugins.byName(name));
    if (plugin === undefined) {
      return [{ pointer: '/pluginName', code: 'target_missing', detail: 'no handler is registered under this name' }];
    }
    if (!plugin.supports.includes(kind)) {
      const detail = `the handler is for alerts of the kinds ${plugin.supports.join(', ')}`;
      return [{ pointer: '/pluginName', code: 'kind_not_supported', detail }];
    }
    const { values, faults } = checkPluginValues(plugin.parameters, given);
    const tokens = plugin.parameters.flatMap(({ name: parameter, type }) => {
      const text = values[parameter];
      return type === 'token' && typeof text === 'string' ? tokenFaults(text, kind, `/parameters/${parameter}`) : [];
    });
    return [...faults.map((one) => ({ ...one, pointer: `/parameters${one.pointer}` })), ...tokens];
  };
}
