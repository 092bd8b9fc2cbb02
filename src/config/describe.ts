import type { Config } from './config';
import { hasFileTwin, type Setting } from './setting';
import { settings, type SettingKey } from './settings';

/** A row of the README's table and of `--help`. */
export interface SettingRow {
  readonly name: string;
  readonly type: string;
  readonly default: string;
  readonly effect: string;
  /** Also readable from the file that `<name>_FILE` names. */
  readonly fileTwin: boolean;
}

/** Documentation of every setting, in the order to show. */
export const settingRows: readonly SettingRow[] = (Object.values(settings) as Setting<unknown>[]).map((setting) => ({
  name: setting.name,
  type: setting.type,
  default: setting.defaultNote ?? setting.fallback ?? 'none',
  effect: setting.effect,
  fileTwin: hasFileTwin(setting),
}));

/** The effective configuration, one `NAME = value` a line; secrets are `[set]` or `[unset]`, addresses bare. */
export function describeConfig(config: Config): string[] {
  return (Object.keys(settings) as SettingKey[]).map((key) => {
    const setting: Setting<unknown> = settings[key];
    const origin = config.given.has(setting.name) ? '' : ' (default)';
    return `${setting.name} = ${shown(setting, config[key])}${config[key] === undefined ? '' : origin}`;
  });
}

function shown(setting: Setting<unknown>, value: Config[SettingKey]): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '[unset]';
  if (setting.display === 'secret') return '[set]';
  const text = Array.isArray(value) ? value.join(',') : typeof value === 'boolean' ? onOff(value) : String(value);
  return setting.display === 'address' ? redactAddress(text) : text;
}

/** As the variable is written: `true` would be refused. */
function onOff(value: boolean): string {
  return value ? 'on' : 'off';
}

/**
 * An address without what may be secret in it: user info, query and fragment are cut out. Works on lists of hosts, as
 * MongoDB's connection strings have them.
 */
export function redactAddress(address: string): string {
  const bare = address.replace(/[?#].*$/s, '');
  const [, scheme = '', rest = bare] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(bare) ?? [];
  return scheme + rest.slice(rest.lastIndexOf('@') + 1);
}
