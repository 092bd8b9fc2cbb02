import { execFile } from 'node:child_process';
import { closeSync, constants, fchownSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import type { ScriptAccount } from './account';
import { makeOwnedFolder } from './owned-folder';

/** A real pipe. What Node calls so is a socket, which a script cannot open as `/dev/stdout` or `/dev/stderr`. */
export interface Pipe {
  readonly reader: Readable;
  /** For the child; closed here once the child has it. */
  readonly writer: number;
}

const run = promisify(execFile);
const atOnce = 16;

let folder: string | undefined;
let made = 0;
let stock: string[] = [];
let making: Promise<void> | undefined;

/** Null where the system has no named pipes. The account may open it again by the names of its streams. */
export async function makePipe(account: ScriptAccount | null): Promise<Pipe | null> {
  if (stock.length < 4) making ??= makeMore().finally(() => (making = undefined));
  if (stock.length === 0) await making;
  const file = stock.pop();
  if (file === undefined) return null;
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(file, constants.O_WRONLY);
  unlinkSync(file);
  if (account !== null) fchownSync(writer, account.uid, account.gid);
  return { reader: new Socket({ fd: reader, readable: true, writable: false }), writer };
}

export function closeWriter({ writer }: Pipe): void {
  closeSync(writer);
}

/** Named pipes are made by a program, which takes longer than all else, so several at once and before they are needed. */
async function makeMore(): Promise<void> {
  folder ??= makeFolder();
  const base = folder;
  const files = Array.from({ length: atOnce }, (_, index) => path.join(base, String(made + index)));
  made += atOnce;
  await run('mkfifo', ['-m', '600', '--', ...files]).then(
    () => (stock = [...files, ...stock]),
    () => undefined,
  );
}

function makeFolder(): string {
  const own = makeOwnedFolder(tmpdir(), 0o700);
  process.once('exit', () => rmSync(own, { recursive: true, force: true }));
  return own;
}
