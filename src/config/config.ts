import { readFileSync } from 'node:fs';
import { eventLogFaults } from './event-log-sinks';
import { isOwnSecretVariable } from '../domain/secrets/named-secret';
import { hasFileTwin, type Setting } from './setting';
import { settings, type SettingKey } from './settings';
import { unknownNames } from './unknown-names';

type ValueOf<S> = S extends Setting<infer T, infer D> ? (D extends string ? T : T | undefined) : never;

/** The environment, read and checked. Ports and counts are numbers, folders absolute paths, lists have no repeats. */
export type Config = { readonly [K in SettingKey]: ValueOf<(typeof settings)[K]> } & {
  /** Names of the variables that were given, so not defaulted. */
  readonly given: ReadonlySet<string>;
  /** What `CERTLOOM_SCRIPT_SECRET_<NAME>` gives to scripts of this worker, by variable. */
  readonly scriptSecrets: Readonly<Record<string, string>>;
};

/** Exit code for a wrong configuration (EX_CONFIG of sysexits.h). */
export const configurationExitCode = 78;

/** The environment cannot be used; `faults` has one sentence for each wrong variable and never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly exitCode = configurationExitCode;

  constructor(readonly faults: readonly string[]) {
    super(['The configuration is not valid:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment. Empty variables count as unset. A secret or an address may come from the file that
 * `<NAME>_FILE` names; one newline at its end is dropped. Throws `ConfigError` with all faults together.
 */
export function loadConfig(env: Environment = process.env): Config {
  const faults: string[] = [];
  const given = new Set<string>();
  const values: Partial<Record<SettingKey, unknown>> = {};
  for (const [key, setting] of Object.entries(settings) as [SettingKey, Setting<unknown>][]) {
    const text = textOf(setting, env, faults);
    if (text !== undefined) given.add(setting.name);
    const effective = text ?? setting.fallback;
    if (effective === undefined) continue;
    const read = setting.schema.safeParse(effective);
    if (read.success) values[key] = read.data;
    else
      faults.push(
        `${originOf(setting, env)}: ${[...new Set(read.error.issues.map((issue) => issue.message))].join('; ')}`,
      );
  }
  faults.push(...incompleteDkim(env), ...uselessTemporalAccess(env), ...unknownNames(env));
  if (faults.length === 0) faults.push(...eventLogFaults(values as Config));
  if (faults.length > 0) throw new ConfigError(faults);
  return { ...(values as Omit<Config, 'given' | 'scriptSecrets'>), given, scriptSecrets: scriptSecretsOf(env) };
}

function scriptSecretsOf(env: Environment): Record<string, string> {
  const found = Object.entries(env).filter(([name, text]) => isOwnSecretVariable(name) && present(text) !== undefined);
  return Object.fromEntries(found as [string, string][]);
}

/** Where people have to look: the variable, or the file it comes from. */
function originOf(setting: Setting<unknown>, env: Environment): string {
  const file = hasFileTwin(setting) ? present(env[`${setting.name}_FILE`]) : undefined;
  return file === undefined ? setting.name : `${setting.name}_FILE (${file})`;
}

function textOf(setting: Setting<unknown>, env: Environment, faults: string[]): string | undefined {
  const text = present(env[setting.name]);
  const twin = `${setting.name}_FILE`;
  const file = hasFileTwin(setting) ? present(env[twin]) : undefined;
  if (file === undefined) return text;
  if (text !== undefined) {
    faults.push(`${setting.name} and ${twin} are both set: leave one out`);
    return undefined;
  }
  try {
    const content = present(readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
    if (content === undefined) faults.push(`${twin}: the file is empty`);
    return content;
  } catch {
    faults.push(`${twin}: the file cannot be read`);
    return undefined;
  }
}

/** A signature needs domain, selector and key: one alone would send unsigned mail without a word. */
function incompleteDkim(env: Environment): string[] {
  const names = [settings.dkimDomain.name, settings.dkimSelector.name, settings.dkimKey.name];
  const missing = names.filter(
    (name) => present(env[name]) === undefined && present(env[`${name}_FILE`]) === undefined,
  );
  if (missing.length === 0 || missing.length === names.length) return [];
  return [`${missing.join(' and ')} must be set too: DKIM needs domain, selector and key`];
}

/** Where the server is embedded there is nothing to secure; half of a client certificate would be left out silently. */
function uselessTemporalAccess(env: Environment): string[] {
  const isSet = ({ name }: Setting<unknown>) =>
    present(env[name]) !== undefined || present(env[`${name}_FILE`]) !== undefined;
  const { temporalAddress, temporalTls, temporalTlsCa, temporalTlsServerName, temporalApiKey } = settings;
  const { temporalTlsCert: cert, temporalTlsKey: key } = settings;
  const given = [temporalTls, temporalTlsCa, temporalTlsServerName, cert, key, temporalApiKey].filter(isSet);
  const faults =
    isSet(cert) === isSet(key)
      ? []
      : [`${(isSet(cert) ? key : cert).name} must be set too: the certificate needs its key`];
  if (given.length === 0 || isSet(temporalAddress)) return faults;
  return [...faults, `${given[0]!.name} needs ${temporalAddress.name}: the embedded Temporal server has no TLS`];
}

function present(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
