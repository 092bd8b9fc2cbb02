import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig, type Environment } from '../../config/config';
import { adminKeyFile } from '../../config/kept-secrets';
import { CallFault, createConfigurationClient, valueOf } from '../configuration/client';

/**
 * `certloom sign-in`: writes an address that signs the owner of the key in, once. Without `CERTLOOM_URL` and
 * `CERTLOOM_API_KEY` it asks the installation of this machine with the key of its data folder.
 * @returns 0, or 1 when none can be had
 */
export async function printSignInAddress(
  terminal: { readonly out: (text: string) => void; readonly error: (text: string) => void },
  env: Environment = process.env,
): Promise<number> {
  try {
    const answer = await createConfigurationClient(callerOf(env)).send('POST', '/sign-in/addresses');
    const { url, expiresAt } = JSON.parse(answer) as { readonly url: string; readonly expiresAt: string };
    terminal.out(`${url}\n`);
    terminal.error(`It works once, until ${expiresAt}.\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof CallFault)) throw error;
    terminal.error(`${error.message}\n`);
    return 1;
  }
}

/** Which installation is asked, and with which key. Throws `CallFault`, and `ConfigError` where that of this machine is wrong. */
export function callerOf(env: Environment): Environment {
  const url = env['CERTLOOM_URL'];
  const key = valueOf(env, 'CERTLOOM_API_KEY');
  if (url !== undefined && key !== undefined) return env;
  // These name an installation elsewhere, and are no settings of this one.
  const { CERTLOOM_URL: _url, CERTLOOM_API_KEY: _key, CERTLOOM_API_KEY_FILE: _file, ...own } = env;
  const { host, port, dataDir, adminKey } = loadConfig(own);
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return {
    CERTLOOM_URL: url ?? `http://${name}:${port}`,
    CERTLOOM_API_KEY: key ?? adminKey ?? keptKey(path.join(dataDir, adminKeyFile)),
  };
}

function keptKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new CallFault(
      `There is no key of an administrator in ${file}: start the product first, or set CERTLOOM_URL and CERTLOOM_API_KEY.`,
    );
  }
}
