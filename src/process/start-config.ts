import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { ConfigError, loadConfig, type Config, type Environment } from '../config/config';
import { describeConfig } from '../config/describe';
import { keptSecret, adminKeyFile } from '../config/kept-secrets';
import { settings } from '../config/settings';
import { StartFault, systemCode } from '../lifecycle/start-fault';

export interface StartConfig {
  readonly config: Config & { readonly adminKey: string };
  /** File that holds the administrator's key, in the data folder as it was given; undefined: the key is configured. */
  readonly keyFile: string | undefined;
  /** The administrator's key when this very start has made it: it is shown once. */
  readonly madeKey: string | undefined;
}

/** Configuration of a start that may make the administrator's key. Throws `ConfigError` or `StartFault`. */
export function startConfig(env: Environment): StartConfig {
  const config = loadConfig(env);
  const { adminKey } = config;
  if (adminKey !== undefined) return { config: { ...config, adminKey }, keyFile: undefined, madeKey: undefined };
  try {
    const { value, made } = keptSecret(
      config.dataDir,
      adminKeyFile,
      () => `clk_admin_${randomBytes(24).toString('base64url')}`,
    );
    const keyFile = path.join(givenDataDir(env), adminKeyFile);
    assertLongEnough(value, keyFile);
    return { config: { ...config, adminKey: value }, keyFile, madeKey: made ? value : undefined };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = systemCode(error) ?? 'error';
    const reason =
      code === 'ENOSPC'
        ? 'the disk is full'
        : code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
          ? 'it may not be written'
          : `it cannot be used (${code})`;
    throw new StartFault(
      `The data folder ${config.dataDir}: ${reason}. Set CERTLOOM_DATA_DIR to a folder that can be written.`,
      78,
    );
  }
}

/** A file that a person wrote is held to what the variable is, before any engine is started. */
function assertLongEnough(key: string, file: string): void {
  const read = settings.adminKey.schema.safeParse(key);
  if (!read.success) throw new ConfigError([`${file}: ${read.error.issues.map(({ message }) => message).join('; ')}`]);
}

/** As people know it: `data`, not the absolute path that it stands for. */
function givenDataDir(env: Environment): string {
  const given = env[settings.dataDir.name];
  return given === undefined || given.trim() === '' ? settings.dataDir.fallback : given;
}

/** The effective configuration without secrets, one line a setting. */
export function configLines(config: Config): readonly string[] {
  const described = describeConfig(config);
  return typeof described === 'string' ? [described] : described;
}
