import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const file = 'process.id';
const wellFormed = /^[0-9a-f-]{36}$/;

/**
 * The process that had this data folder before; undefined when none had. To be asked by who holds the folder's lock:
 * then that process is dead, and nobody has to wait until it is missed.
 */
export function predecessorIn(dataDir: string): string | undefined {
  try {
    const id = readFileSync(path.join(dataDir, file), 'utf8').trim();
    return wellFormed.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Names this process for the next one. Without it the next one only learns later that this one is dead. */
export function leaveNameIn(dataDir: string, id: string): void {
  try {
    writeFileSync(path.join(dataDir, file), `${id}\n`, { mode: 0o600 });
  } catch {
    // A full disk is no reason not to serve.
  }
}
