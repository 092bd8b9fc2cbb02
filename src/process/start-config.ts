import { randomBytes } from 'node:crypto';
import { loadConfig, type Config, type Environment } from '../config/config';
import { describeConfig } from '../config/describe';
import { keptSecret } from '../config/kept-secrets';
import { adminKeyFile } from '../cli/demo/product';
import { StartFault, systemCode } from '../embedded/start-fault';

export interface StartConfig {
  readonly config: Config & { readonly adminKey: string };
  /** The administrator's key was made by this very start: it is shown once. */
  readonly madeKey: { readonly key: string; readonly file: string } | undefined;
}

/** Configuration of a start that may make the administrator's key. Throws `ConfigError` or `StartFault`. */
export function startConfig(env: Environment): StartConfig {
  const config = loadConfig(env);
  if (config.adminKey !== undefined) return { config: { ...config, adminKey: config.adminKey }, madeKey: undefined };
  try {
    const { value, made, file } = keptSecret(
      config.dataDir,
      adminKeyFile,
      () => `clk_admin_${randomBytes(24).toString('base64url')}`,
    );
    return { config: { ...config, adminKey: value }, madeKey: made ? { key: value, file } : undefined };
  } catch (error) {
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

/** The effective configuration without secrets, one line a setting. */
export function configLines(config: Config): readonly string[] {
  const described = describeConfig(config);
  return typeof described === 'string' ? [described] : described;
}
