import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Config, Environment } from '../../config/config';
import { adminKeyFile } from '../../config/kept-secrets';

/** A product that answers. */
export interface RunningProduct {
  /** Without a path or a slash at the end: `http://127.0.0.1:8080`. */
  readonly apiUrl: string;
  readonly adminKey: string;
  /** Undefined when no Temporal UI is known. */
  readonly temporalUiUrl: string | undefined;
  stop(): Promise<void>;
}

/**
 * Starts the whole product in this process with this environment in place of the process's own.
 * @param say told in words what a first start does for minutes: downloads and builds of engines
 */
export type StartProduct = (environment: Environment, say: (line: string) => void) => Promise<RunningProduct>;

/** Why the demo cannot begin; the message says what to do. */
export class DemoFault extends Error {
  override readonly name = 'DemoFault';
}

/**
 * The product that answers at the configured host and port, or undefined. Its key is CERTLOOM_ADMIN_KEY or the one in
 * the data folder; throws `DemoFault` when it has neither.
 */
export async function joinRunning(config: Config): Promise<RunningProduct | undefined> {
  if (config.port === 0) return undefined;
  const apiUrl = `http://${bracketed(reachable(config.host))}:${config.port}`;
  if (!(await isCertloom(apiUrl))) return undefined;
  return {
    apiUrl,
    adminKey: config.adminKey ?? keptKey(config.dataDir, apiUrl),
    temporalUiUrl: config.temporalUiUrl ?? `http://127.0.0.1:${config.temporalUiPort}`,
    stop: async () => undefined,
  };
}

/** Where an address that listens on everything is reached from here, without brackets. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** The address of a product as the product itself reaches it. */
export function reachableUrl(apiUrl: string): string {
  const { protocol, hostname, port } = new URL(apiUrl);
  return `${protocol}//${bracketed(reachable(hostname.replace(/^\[|\]$/g, '')))}:${port === '' ? '80' : port}`;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

async function isCertloom(apiUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${apiUrl}/livez`, { signal: AbortSignal.timeout(2_000), redirect: 'error' });
    const body: unknown = await answer.json();
    return answer.status === 200 && typeof body === 'object' && body !== null && 'status' in body;
  } catch {
    return false;
  }
}

function keptKey(dataDir: string, apiUrl: string): string {
  try {
    return readFileSync(path.join(dataDir, adminKeyFile), 'utf8').trim();
  } catch {
    throw new DemoFault(
      `Certloom answers at ${apiUrl}, but its key is unknown: set CERTLOOM_ADMIN_KEY, or CERTLOOM_DATA_DIR to its data folder.`,
    );
  }
}
