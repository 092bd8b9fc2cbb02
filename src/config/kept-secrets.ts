/** Secrets that are made at the first start and kept in the data folder. */
import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from './config';
import { makeFolder } from './make-folder';

/** A secret of the data folder; `made` is true for the one call that created it. */
export interface KeptSecret {
  readonly value: string;
  readonly made: boolean;
  readonly file: string;
}

/**
 * Reads the secret in `<dataDir>/<fileName>`, or makes it: mode 0600, complete or absent, and the same for all of
 * several processes that start at once. Throws the file system's error when the folder cannot be written.
 */
export function keptSecret(dataDir: string, fileName: string, make: () => string): KeptSecret {
  const file = path.join(dataDir, fileName);
  const existing = readSecret(file);
  if (existing !== undefined) return { value: existing, made: false, file };
  makeFolder(dataDir);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const value = make();
  writeFileSync(draft, `${value}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    // A link is made whole and never over an existing name: the first of two processes wins.
    linkSync(draft, file);
    return { value, made: true, file };
  } catch (error) {
    const winner = readSecret(file);
    if (winner === undefined) throw error;
    return { value: winner, made: false, file };
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * 32 bytes for HMACs and encryption: SHA-256 of `CERTLOOM_MASTER_KEY`, else of the key kept in the data folder; behind
 * it those of `CERTLOOM_OLD_MASTER_KEYS`. Callers derive one key for each purpose (HKDF, RFC 5869), never use one as it is.
 */
export function loadMasterKeys(
  config: Pick<Config, 'masterKey' | 'oldMasterKeys' | 'dataDir'>,
): readonly [Buffer, ...Buffer[]] {
  const present =
    config.masterKey ?? keptSecret(config.dataDir, masterKeyFile, () => randomBytes(32).toString('base64url')).value;
  const digest = (text: string) => createHash('sha256').update('certloom master key\n').update(text).digest();
  return [digest(present), ...config.oldMasterKeys.map(digest)];
}

/** 32 bytes for one use out of a master key (HKDF-SHA-256, RFC 5869). */
export function derivedKey(masterKey: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `certloom ${use}`, 32));
}

/** What seals payloads of runs, the first one, and what opens them: keys of its own before those of the master keys. */
export function payloadKeys(config: Pick<Config, 'payloadKey'>, masterKeys: readonly Buffer[]): readonly Buffer[] {
  return [...config.payloadKey, ...masterKeys.map((key) => derivedKey(key, 'temporal payloads'))];
}

function readSecret(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** File in the data folder that holds the first administrator's key. */
export const adminKeyFile = 'admin.key';

/** And the one that holds the master key. */
export const masterKeyFile = 'master.key';
