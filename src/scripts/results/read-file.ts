import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ScriptAccount } from '../process/account';

export type FileRead =
  | { readonly kind: 'read'; readonly content: Buffer; /** It goes on behind that. */ readonly isCut: boolean }
  | { readonly kind: 'missing' }
  /** It is no ordinary file of the script's own; `why` follows the file's name in a sentence. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Reads what a script has left, and nothing that it points to: no link is followed, no pipe or device waited for, and no
 * file of another account read that a link made look like the script's.
 */
export function readScriptFile(file: string, maxBytes: number, account: ScriptAccount | null): FileRead {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let descriptor: number;
  try {
    descriptor = openSync(file, flags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'refused', why: code === 'ELOOP' ? 'is a symbolic link' : `cannot be read (${code})` };
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { kind: 'refused', why: 'is no file' };
    if (account !== null && stat.uid !== account.uid) return { kind: 'refused', why: 'belongs to another account' };
    const buffer = Buffer.alloc(Math.min(stat.size, maxBytes) + 1);
    let length = 0;
    for (;;) {
      const bytes = readSync(descriptor, buffer, length, buffer.length - length, length);
      length += bytes;
      if (bytes === 0 || length === buffer.length) break;
    }
    return { kind: 'read', content: buffer.subarray(0, Math.min(length, maxBytes)), isCut: length > maxBytes };
  } finally {
    closeSync(descriptor);
  }
}
