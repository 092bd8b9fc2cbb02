import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { entryLine, type EventLogEntry } from './entry';
import type { EventLogSink } from './sink';

export interface FileSinkOptions {
  /** One file per process: two processes must not rotate the same one. */
  readonly path: string;
  readonly maxBytes?: number;
  /** Files kept, the one being written included. */
  readonly keep?: number;
  /** An entry as one line with its line break. Default: JSON. */
  readonly line?: (entry: EventLogEntry) => string;
}

const mebibyte = 1_048_576;

/**
 * One line an entry, append only, mode 0600. A file that would grow beyond `maxBytes` (50 MiB) becomes `<path>.1`, that one
 * `<path>.2`, and so on; 10 files are kept. Lines are written one after the other and never split over files.
 */
export function createFileSink({
  path,
  maxBytes = 50 * mebibyte,
  keep = 10,
  line: toLine = entryLine,
}: FileSinkOptions): EventLogSink {
  let file: { readonly handle: FileHandle; size: number } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function opened(): Promise<{ readonly handle: FileHandle; size: number }> {
    if (file !== undefined) return file;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const handle = await open(path, 'a', 0o600);
    file = { handle, size: (await handle.stat()).size };
    return file;
  }

  async function closeFile(): Promise<void> {
    const current = file;
    file = undefined;
    await current?.handle.close();
  }

  async function rotate(): Promise<void> {
    await closeFile();
    await rm(`${path}.${keep - 1}`, { force: true });
    for (let number = keep - 2; number >= 0; number -= 1) {
      await rename(number === 0 ? path : `${path}.${number}`, `${path}.${number + 1}`).catch(ignoreMissing);
    }
  }

  async function append(entry: EventLogEntry): Promise<void> {
    const line = Buffer.from(toLine(entry), 'utf8');
    let current = await opened();
    if (current.size > 0 && current.size + line.length > maxBytes) {
      await rotate();
      current = await opened();
    }
    try {
      await current.handle.appendFile(line);
      current.size += line.length;
    } catch (error) {
      // A full disk may leave half a line; the next attempt opens anew and sees the true size.
      await closeFile().catch(() => undefined);
      throw error;
    }
  }

  return {
    name: 'file',
    write(entry) {
      const written = last.then(() => append(entry));
      last = written.catch(() => undefined);
      return written;
    },
    async close() {
      await last;
      await closeFile();
    },
  };
}

function ignoreMissing(error: unknown): void {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return;
  throw error;
}
