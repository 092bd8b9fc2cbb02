import { type Environment, loadConfig } from '../config/config';
import { describeConfig } from '../config/describe';
import { configurationTable } from './configuration-table';

/** Text of `certloom config`: the effective configuration, or the table of settings. Throws `ConfigError`. */
export function configText({ table }: { readonly table: boolean }, env: Environment = process.env): string {
  return table ? configurationTable() : describeConfig(loadConfig(env)).join('\n');
}
