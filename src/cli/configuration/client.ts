import { readFileSync } from 'node:fs';
import type { Environment } from '../../config/config';

/** The call could not be made, or was refused as a whole; the message is for people, with a line for each fault. */
export class CallFault extends Error {
  override readonly name = 'CallFault';
}

export interface ConfigurationClient {
  /** The text of the answer. Throws `CallFault` when it is not 2xx. */
  send(method: 'GET' | 'POST', path: string, body?: object): Promise<string>;
}

/** A file of 5,000 objects takes minutes. */
const timeoutMs = 15 * 60_000;

/** A client of the installation at `CERTLOOM_URL`, as the owner of `CERTLOOM_API_KEY`. Throws `CallFault`. */
export function createConfigurationClient(env: Environment): ConfigurationClient {
  const url = env['CERTLOOM_URL']?.replace(/\/+$/, '');
  if (url === undefined || !/^https?:\/\/[^\s]+$/.test(url)) {
    throw new CallFault('CERTLOOM_URL is the address of the installation: https://certloom.example.org');
  }
  const key = valueOf(env, 'CERTLOOM_API_KEY');
  if (key === undefined) throw new CallFault('CERTLOOM_API_KEY, or CERTLOOM_API_KEY_FILE, holds the API key.');
  return {
    async send(method, path, body) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        const { cause, message } = error as Error;
        throw new CallFault(`${url} cannot be reached: ${cause instanceof Error ? cause.message : message}`);
      });
      const text = await response.text();
      if (!response.ok) throw new CallFault(refusalOf(response.status, text));
      return text;
    },
  };
}

/** Of a variable, or of the file that its twin names; a newline at the end of the file is dropped. Throws `CallFault`. */
export function valueOf(env: Environment, name: string): string | undefined {
  const [value, file] = [env[name], env[`${name}_FILE`]];
  if (value !== undefined && value !== '') return value;
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    throw new CallFault(`${name}_FILE: the file cannot be read`);
  }
}

function refusalOf(status: number, text: string): string {
  try {
    const { detail, errors } = JSON.parse(text) as { detail: string; errors?: { pointer: string; detail: string }[] };
    if (errors === undefined || errors.length === 0) return detail;
    return errors.map((fault) => `${fault.detail} (${fault.pointer})`).join('\n');
  } catch {
    return `The answer has status ${status} and is not from Certloom.`;
  }
}
