import { STATES, type Connection } from 'mongoose';
import { foldChanges, type Change } from '../../domain/live/change';
import { observeWrites } from '../database/writes';
import type { ChangeLog } from './change-log';
import { changeOf, toldCollections } from './sources';

/** However much changes, a process writes its notices once in so long. */
const everyMs = 250;

export interface ChangeRecorder {
  /** Notes what was committed elsewhere than through the stores of this connection. */
  note(change: Change): void;
  /** Writes what is still to be told, and no more after that. */
  close(): Promise<void>;
}

/**
 * Writes a notice of what this process commits, folded by topic: a bulk of thousands of rows is one notice. Writers do not
 * wait for it. A process that is killed may leave the changes of its last quarter of a second untold, so lists are also read
 * again when a person comes back to them; while the database is away, changes are kept, and told afterwards.
 */
export function recordChanges(db: Connection, log: Pick<ChangeLog, 'append'>, waitMs = everyMs): ChangeRecorder {
  let waiting: Change[] = [];
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  function note(change: Change): void {
    if (isClosed) return;
    waiting.push(change);
    // A bulk in small steps must not hold one change for each of them.
    if (waiting.length >= 1_000) waiting = foldChanges(waiting);
    if (running === undefined) timer ??= setTimeout(() => void flush(), waitMs).unref();
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running ??= write().finally(() => {
      running = undefined;
      if (waiting.length > 0 && !isClosed) timer ??= setTimeout(() => void flush(), waitMs).unref();
    });
    return running;
  }

  async function write(): Promise<void> {
    const changes = foldChanges(waiting);
    waiting = [];
    if (changes.length === 0) return;
    if (db.readyState !== STATES.connected) {
      // A driver that is away would hold the write back until it gives up.
      waiting = [...changes, ...waiting];
      return;
    }
    try {
      await log.append(changes);
    } catch {
      // Told twice does no harm.
      waiting = [...changes, ...waiting];
    }
  }

  db.once('close', () => {
    isClosed = true;
    clearTimeout(timer);
  });
  observeWrites(db, toldCollections, (write) => {
    const change = changeOf(write);
    if (change !== undefined) note(change);
  });

  return {
    note,
    async close() {
      await running;
      await flush();
      isClosed = true;
    },
  };
}
