import { ConfigError, type Environment, loadConfig } from '../../src/config/config';

/** What the start says of this environment; nothing when it is taken. */
export function faultsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
