import type { Connection } from 'mongoose';
import type { AuditEntry } from '../../domain/identity/audit';
import { auditModel, chainRow, genesisHash, type AuditDocument } from './rows';
import { createAuditMarks } from './marks';
import { collectionOf } from '../database/collection';
import { isDuplicateKey } from '../database/connection';

interface Waiting {
  readonly entries: readonly AuditEntry[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface Head {
  readonly seq: number;
  readonly hash: string;
}

const maxBatch = 500;
const maxAttempts = 50;

/**
 * Appends rows to the chain. One write is in flight at a time; what arrives meanwhile goes together in the next, so a
 * burst costs few round trips. Several processes share the chain: the sequence number is the key, and who finds it
 * taken reads the new head and tries again.
 */
export function createAuditWriter(db: Connection) {
  const model = auditModel(db);
  const collection = collectionOf(model);
  const marks = createAuditMarks(db);
  const queue: Waiting[] = [];
  let head: Head | undefined;
  let draining = false;
  let drained: Promise<void> = Promise.resolve();

  async function readHead(): Promise<Head> {
    const last = await model.findOne({}, { hash: 1 }).sort({ _id: -1 }).lean();
    const stored = last === null ? undefined : { seq: last._id, hash: last.hash };
    // Rows that vanished from the end must leave a gap for ever: their numbers are not given again.
    const known = [stored, await marks.head(), await marks.anchor()].filter((mark) => mark !== undefined);
    return known.reduce((newest, mark) => (mark.seq > newest.seq ? mark : newest), { seq: 0, hash: genesisHash });
  }

  /** Stores all entries in their order, at the head of the chain. */
  async function store(entries: readonly AuditEntry[]): Promise<void> {
    let open = entries;
    for (let attempt = 0; open.length > 0; attempt += 1) {
      head ??= await readHead();
      const rows = chained(open, head);
      try {
        await collection.insertMany(rows, { ordered: true });
        head = headOf(rows) ?? head;
        return;
      } catch (error) {
        head = undefined;
        if (!isDuplicateKey(error) || attempt >= maxAttempts) throw error;
        // Another process took a number. An ordered insert stops there: the rows before it are stored.
        open = open.slice(await countStored(rows));
        // Processes that met once would meet again and again in step.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, 50)));
      }
    }
  }

  async function countStored(rows: readonly AuditDocument[]): Promise<number> {
    for (const [index, row] of rows.entries()) {
      const found = await model.findById(row._id, { hash: 1 }).lean();
      if (found?.hash !== row.hash) return index;
    }
    return rows.length;
  }

  async function drain(): Promise<void> {
    draining = true;
    while (queue.length > 0) {
      const batch = nextBatch(queue);
      try {
        await store(batch.flatMap(({ entries }) => entries));
        if (head !== undefined) marks.noteHead(head);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // In the same step in which the queue was found empty: who was answered just now may append again at once.
    draining = false;
  }

  return {
    /** Resolves when the rows are stored. Rejects with the driver's error; then they may or may not be. */
    append(entries: readonly AuditEntry[]): Promise<void> {
      if (entries.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        queue.push({ entries, resolve, reject });
        if (!draining) drained = drain();
      });
    },

    /** The newest row this process wrote; what came after it is not known here. */
    knownHead: () => head,

    /** Waits for what is in flight. */
    async close(): Promise<void> {
      await drained;
      await marks.flush();
    },
  };
}

export type AuditWriter = ReturnType<typeof createAuditWriter>;

/** The appends that go together; one append is never split, so that its rows stand next to each other. */
function nextBatch(queue: Waiting[]): Waiting[] {
  let rows = 0;
  const fitting = queue.findIndex(({ entries }) => (rows += entries.length) > maxBatch);
  return queue.splice(0, fitting === -1 ? queue.length : Math.max(1, fitting));
}

function chained(entries: readonly AuditEntry[], head: Head): AuditDocument[] {
  let { seq, hash } = head;
  return entries.map((entry) => {
    const row = chainRow(entry, (seq += 1), hash);
    hash = row.hash;
    return row;
  });
}

function headOf(rows: readonly AuditDocument[]): Head | undefined {
  const last = rows.at(-1);
  return last === undefined ? undefined : { seq: last._id, hash: last.hash };
}
