import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import DataLoader from 'dataloader';
import type { EventLogEntry } from '../domain/event-log/entry';
import { entryLine } from './entry';
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
const lineBreak = 0x0a;

/** With what went wrong, where something did. */
type Written = { readonly error?: Error };

const done: Written = {};

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
    const handle = await open(path, 'a+', 0o600);
    file = { handle, size: await endLastLine(handle) };
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

  /** How many of these lines fit into the file as it is, at least one. */
  function fitting(lines: readonly Buffer[], size: number): number {
    let end = size;
    const over = lines.findIndex((line, index) => (end += line.length) > maxBytes && index > 0);
    return over < 0 ? lines.length : over;
  }

  /** For each line whether it is written: one that is must not be written again because a later one failed. */
  async function appendAll(lines: readonly Buffer[]): Promise<Written[]> {
    let written = 0;
    try {
      while (written < lines.length) {
        const left = lines.slice(written);
        const { size } = await opened();
        if (size > 0 && size + left[0]!.length > maxBytes) await rotate();
        const count = fitting(left, (await opened()).size);
        await append(Buffer.concat(left.slice(0, count)));
        written += count;
      }
      return lines.map(() => done);
    } catch (error) {
      return lines.map((_line, index) => (index < written ? done : { error: error as Error }));
    }
  }

  async function append(content: Buffer): Promise<void> {
    const current = await opened();
    try {
      await current.handle.appendFile(content);
      current.size += content.length;
    } catch (error) {
      // A full disk may leave half a line. It is cut off, so that the next attempt does not write behind it.
      await current.handle.truncate(current.size).catch(() => undefined);
      await closeFile().catch(() => undefined);
      throw error;
    }
  }

  // What is written in one turn of the event loop goes to the file in one piece.
  const lines = new DataLoader<Buffer, Written>(
    (batch) => {
      const written = last.then(() => appendAll(batch));
      last = written;
      return written;
    },
    { cache: false, maxBatchSize: 500 },
  );

  return {
    name: 'file',
    isOurs: true,
    async write(entry) {
      const { error } = await lines.load(Buffer.from(toLine(entry), 'utf8'));
      if (error !== undefined) throw error;
    },
    async close() {
      await last;
      await closeFile();
    },
  };
}

/** A process that was killed may have left half a line, which must not swallow the next one. Returns the size. */
async function endLastLine(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  if (size === 0) return 0;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  if (buffer[0] === lineBreak) return size;
  await handle.appendFile('\n');
  return size + 1;
}

function ignoreMissing(error: unknown): void {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return;
  throw error;
}
