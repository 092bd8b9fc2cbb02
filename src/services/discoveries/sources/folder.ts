import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Found, Gap } from '../../../domain/discoveries/discovery';
import { isCertloomError, type CertloomError } from '../../../domain/problem';
import { KeystoreFault } from '../../../x509/keystores/fault';
import { certificatesOfKeystore, keystoreFormat } from '../../../x509/keystores/keystore';
import { parseUpload } from '../../../x509/parse-upload';
import { noCertificateFound } from '../../../x509/split';
import { SourceUnreadable, type Source, type SourcePiece } from '../source';
import { allowedFolders } from './allowed-folders';

export interface FolderAttributes {
  readonly path: string;
  readonly recursive: boolean;
  /** Names of secrets that are tried as passwords of key stores. */
  readonly passwordSecrets?: readonly string[];
}

interface Reading {
  readonly isAllowed: (file: string) => boolean;
  readonly passwords: readonly string[];
  readonly signal: AbortSignal;
}

const mostFiles = 100_000;
const mostBytes = 1024 * 1024;
const filesOfPiece = 50;
/** Names that promise a certificate: others may hold anything. */
const promising = /\.(pem|crt|cer|cert|der|p7b|p7c|p7s|spc|p12|pfx|jks|jceks|keystore|truststore)$/i;
/** Keys stand beside certificates in many files; they are left out before anything else looks. */
const keyBlocks = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;

/** By name; undefined where there is none that can be opened. */
export type OpenSecret = (name: string) => Promise<string | undefined>;

/**
 * Reads the files of a folder, bytes before names.
 * @param allowed the folders below which discoveries may look; links that lead out of them are not followed
 */
export function createFolderSource(allowed: readonly string[], openSecret: OpenSecret): Source {
  return {
    async *read(attributes, position, context): AsyncGenerator<SourcePiece, boolean> {
      const { path: wanted, recursive, passwordSecrets = [] } = attributes as unknown as FolderAttributes;
      const folders = await allowedFolders(allowed);
      const folder = await folders.resolve(wanted);
      if (folder === undefined) {
        throw new SourceUnreadable('There is no such folder below those that discoveries may read.');
      }
      const files = await filesOf(folder, recursive);
      const { passwords, gaps } = await openAll(passwordSecrets, openSecret);
      if (position === 0 && gaps.length > 0) yield { found: [], gaps, position, total: files.length };
      const reading = { isAllowed: folders.isAllowed, passwords, signal: context.signal };
      for (let at = position; at < files.length;) {
        if (!context.mayGoOn()) return false;
        const some = files.slice(at, at + filesOfPiece);
        const results = await readSome(some, reading);
        at += some.length;
        yield { ...results, position: at, total: files.length };
      }
      return true;
    },
  };
}

/** Files and links, by name, so that a later attempt finds the same order. */
async function filesOf(folder: string, recursive: boolean): Promise<string[]> {
  const files: string[] = [];
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch((error: unknown) => {
      if (next === folder) throw new SourceUnreadable('The folder cannot be read.', { cause: error });
      return [];
    });
    for (const entry of entries) {
      const full = path.join(next, entry.name);
      if (entry.isDirectory() && recursive) folders.push(full);
      else if (entry.isFile() || entry.isSymbolicLink()) files.push(full);
    }
    if (files.length > mostFiles) throw new SourceUnreadable(`The folder has more than ${mostFiles} files.`);
  }
  return files.sort();
}

/** The passwords that there are; one that is missing is a gap, and the others are tried all the same. */
async function openAll(
  names: readonly string[],
  openSecret: OpenSecret,
): Promise<{ readonly passwords: string[]; readonly gaps: Gap[] }> {
  const opened = await Promise.all(names.map(async (name) => ({ name, password: await openSecret(name) })));
  const missing = opened.filter(({ password }) => password === undefined);
  return {
    passwords: opened.flatMap(({ password }) => password ?? []),
    gaps: missing.map(({ name }) => ({
      kind: 'secret_unavailable',
      place: name,
      detail: 'There is no secret of this name that this installation can open.',
    })),
  };
}

async function readSome(
  files: readonly string[],
  { isAllowed, passwords, signal }: Reading,
): Promise<{ found: Found[]; gaps: Gap[] }> {
  const found: Found[] = [];
  const gaps: Gap[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const gap = (kind: string, detail: string) => void gaps.push({ kind, place: file, detail });
    try {
      const real = await realpath(file);
      if (!isAllowed(real)) continue;
      const { size, isFile } = await statOf(real);
      if (!isFile) continue;
      if (size > mostBytes) {
        if (promising.test(file)) gap('file_too_large', `The file has more than ${mostBytes} bytes.`);
        continue;
      }
      const bytes = await readFile(real);
      const keystore = keystoreFormat(bytes);
      if (keystore !== null) {
        for (const { der, alias } of await certificatesOfKeystore(keystore, bytes, passwords)) {
          found.push({ der, place: { path: file, ...(alias === undefined ? {} : { alias }) } });
        }
        continue;
      }
      for (const item of await parseUpload(withoutKeys(bytes), { maxCertificates: 5_000 })) {
        if ('error' in item) gap(item.error.code, item.error.detail);
        else found.push({ der: item.certificate.der, place: { path: file } });
      }
    } catch (error) {
      // Its bytes say what it is, whatever its name.
      if (error instanceof KeystoreFault) gap(error.code, error.message);
      else if (!isCertloomError(error)) gap('unreadable_file', 'The file cannot be read.');
      else if (promising.test(file)) gap(error.code, inWords(error));
    }
  }
  return { found, gaps };
}

/** Uploads take no key stores, folders do. */
function inWords({ detail }: CertloomError): string {
  if (detail !== noCertificateFound) return detail;
  return 'No certificate was found; expected PEM, DER, PKCS#7, base64 of one of them, PKCS#12 or JKS.';
}

async function statOf(file: string): Promise<{ size: number; isFile: boolean }> {
  const stat = await lstat(file);
  return { size: stat.size, isFile: stat.isFile() };
}

function withoutKeys(content: Buffer): Buffer {
  if (!content.includes('PRIVATE KEY-----')) return content;
  return Buffer.from(content.toString('latin1').replace(keyBlocks, ''), 'latin1');
}
