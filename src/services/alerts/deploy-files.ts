import { randomUUID, X509Certificate } from 'node:crypto';
import { chmod, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pemOf } from '../../x509/pem-writer';
import { allowedFolders, type AllowedFolders } from '../discoveries/sources/allowed-folders';

/** A certificate, and the one that takes its place. */
export interface Replacement {
  readonly before: Buffer;
  readonly after: Buffer;
}

export interface Deployed {
  /** Files that hold the new certificate now. */
  readonly deployed: readonly string[];
  /** Places that nothing here writes, each with why. */
  readonly notDeployed: readonly { readonly place: string; readonly reason: NotDeployed }[];
}

/**
 * `no_adapter`: it is no file; `not_allowed`: there is no such file below the folders that may be written;
 * `key_differs`: the new certificate has another key, which is not in the file; `other_form`: it is neither PEM nor the
 * certificate alone as DER; `not_in_it`: the file holds the old certificate no more; `not_writable`.
 */
export type NotDeployed = 'no_adapter' | 'not_allowed' | 'key_differs' | 'other_form' | 'not_in_it' | 'not_writable';

const mostBytes = 1024 * 1024;
const block =
  /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END (?:X509 |TRUSTED )?CERTIFICATE-----\r?\n?/g;

/**
 * Puts a renewed certificate in the place of the old one in files: PEM files keep all else that stands in them, such as
 * the key and the chain. A file is replaced as a whole, with its mode and owner, so that who reads it sees one or the
 * other. Doing it again changes nothing.
 * @param folders that may be written, with all below them; links that lead out of them are not followed
 */
export function createFileDeployment(folders: readonly string[]) {
  return {
    /**
     * @param places in words, as a certificate remembers them
     * @param files the paths among them
     * @param mayWrite false: only looks which files hold the new one
     */
    async deploy(
      replacement: Replacement,
      places: readonly string[],
      files: readonly string[],
      mayWrite = true,
    ): Promise<Deployed> {
      const allowed = await allowedFolders(folders);
      const paths = new Set(files);
      const deployed: string[] = [];
      const notDeployed: Deployed['notDeployed'][number][] = [];
      for (const place of new Set([...places, ...files])) {
        const reason = paths.has(place) ? await replaceIn(place, replacement, allowed, mayWrite) : 'no_adapter';
        if (reason === null) deployed.push(place);
        else notDeployed.push({ place, reason });
      }
      return { deployed, notDeployed };
    },
  };
}

export type FileDeployment = ReturnType<typeof createFileDeployment>;

/** Null when the file holds the new certificate. */
async function replaceIn(
  file: string,
  replacement: Replacement,
  allowed: AllowedFolders,
  mayWrite: boolean,
): Promise<NotDeployed | null> {
  const real = await allowed.resolve(file);
  if (real === undefined) return 'not_allowed';
  try {
    const { size, mode, uid, gid } = await stat(real);
    if (size > mostBytes) return 'other_form';
    const content = await readFile(real);
    const next = withReplacement(content, replacement);
    if (typeof next === 'string') return next === 'done' ? null : next;
    if (!mayWrite) return 'not_in_it';
    if (!hasSameKey(replacement)) return 'key_differs';
    await replaceFile(real, next, { mode, uid, gid });
    return null;
  } catch {
    return 'not_writable';
  }
}

function withReplacement(
  content: Buffer,
  { before, after }: Replacement,
): Buffer | 'done' | 'other_form' | 'not_in_it' {
  if (content.equals(before)) return after;
  if (content.equals(after)) return 'done';
  const text = content.toString('latin1');
  let found = 0;
  let done = 0;
  let blocks = 0;
  const next = text.replace(block, (whole, base64: string) => {
    blocks += 1;
    const der = Buffer.from(base64, 'base64');
    if (der.equals(after)) done += 1;
    if (!der.equals(before)) return whole;
    found += 1;
    const pem = pemOf('CERTIFICATE', after);
    return whole.includes('\r\n') ? pem.replaceAll('\n', '\r\n') : pem;
  });
  if (found > 0) return Buffer.from(next, 'latin1');
  if (done > 0) return 'done';
  return blocks > 0 ? 'not_in_it' : 'other_form';
}

function hasSameKey({ before, after }: Replacement): boolean {
  const keyOf = (der: Buffer) => new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' });
  return keyOf(before).equals(keyOf(after));
}

async function replaceFile(
  file: string,
  content: Buffer,
  { mode, uid, gid }: { readonly mode: number; readonly uid: number; readonly gid: number },
): Promise<void> {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    await writeFile(beside, content, { mode: 0o600, flag: 'wx', flush: true });
    // Another owner's file stays his; who may not give it away leaves the file as it is.
    const own = await stat(beside);
    if (own.uid !== uid || own.gid !== gid) await chown(beside, uid, gid);
    await chmod(beside, mode & 0o7777);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
