import type { AuditOperation } from '../../domain/identity/audit-operations';
import type { Connection } from 'mongoose';
import type { AuditEntry } from '../../domain/identity/audit';
import { auditModel, chainRow, genesisHash, type AuditDocument } from './rows';
import { createAuditMarks, type Mark } from './marks';
import { collectionOf } from '../database/collection';
import { isDuplicateKey } from '../database/connection';

interface Waiting {
  readonly entries: readonly AuditEntry[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Written in front of what comes next when the mark of the newest row cannot be believed; verification reports it. */
export const markLostOperation: AuditOperation = 'audit-log.mark-lost';

const maxBatch = 500;
const maxAttempts = 50;

/**
 * Appends rows to the chain. One write is in flight at a time; what arrives meanwhile goes together in the next, so a
 * burst costs few round trips. Several processes share the chain: the sequence number is the key, and who finds it
 * taken reads the new head and tries again.
 *
 * A head is signed before the first row is written. So where a row stands that was written by a signing process,
 * a mark that is missing, unsigned or forged is the work of somebody else: the writer does not sign over it in silence
 * but says so in the chain first.
 * @param keys see `createAuditMarks`
 */
export function createAuditWriter(db: Connection, keys: readonly Buffer[] = []) {
  const model = auditModel(db);
  const collection = collectionOf(model);
  const marks = createAuditMarks(db, keys);
  const queue: Waiting[] = [];
  let head: Mark | undefined;
  let draining = false;
  let drained: Promise<void> = Promise.resolve();

  /** Where the chain goes on; `isDoubtful` when its end cannot be proven. */
  async function readHead(): Promise<{ readonly mark: Mark; readonly isDoubtful: boolean }> {
    const last = await model.findOne({}, { hash: 1, marksSigned: 1 }).sort({ _id: -1 }).lean();
    const stored = last === null ? undefined : { seq: last._id, hash: last.hash };
    const head = await marks.head();
    const hasSigned = last?.marksSigned === true;
    const isBelieved = (mark: { readonly proof: string }) =>
      mark.proof === 'signed' || (mark.proof === 'unsigned' && !hasSigned);
    // Rows that vanished from the end must leave a gap for ever: their numbers are not given again.
    const found = [head, await marks.anchor()].filter((mark) => mark !== undefined).filter(isBelieved);
    const { seq, hash } = [stored, ...found]
      .filter((mark) => mark !== undefined)
      .reduce<Mark>((newest, mark) => (mark.seq > newest.seq ? mark : newest), { seq: 0, hash: genesisHash });
    const mark = { seq, hash };
    const isDoubtful = head === undefined ? hasSigned : !isBelieved(head);
    if (marks.areSigned && !isDoubtful && head?.proof !== 'signed') await marks.replaceHead(mark);
    return { mark, isDoubtful: marks.areSigned && isDoubtful };
  }

  /** Stores all entries in their order, at the head of the chain. */
  async function store(entries: readonly AuditEntry[]): Promise<void> {
    let open = entries;
    for (let attempt = 0; open.length > 0; attempt += 1) {
      let isDoubtful = false;
      if (head === undefined) ({ mark: head, isDoubtful } = await readHead());
      if (isDoubtful) open = [markLost(open[0]!.timestamp), ...open];
      const rows = chained(open, head, marks.areSigned);
      try {
        await collection.insertMany(rows, { ordered: true });
        head = headOf(rows) ?? head;
        if (isDoubtful) await marks.replaceHead(head);
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

function chained(entries: readonly AuditEntry[], head: Mark, marksSigned: boolean): AuditDocument[] {
  let { seq, hash } = head;
  return entries.map((entry) => {
    const row = chainRow(entry, (seq += 1), hash, { marksSigned });
    hash = row.hash;
    return row;
  });
}

function headOf(rows: readonly AuditDocument[]): Mark | undefined {
  const last = rows.at(-1);
  return last === undefined ? undefined : { seq: last._id, hash: last.hash };
}

function markLost(timestamp: Date): AuditEntry {
  return {
    timestamp,
    actor: { type: 'system', authMethod: 'none', uuid: null, name: 'system' },
    source: null,
    resource: { type: 'auditLog', objects: [] },
    affiliatedResource: null,
    operation: markLostOperation,
    operationResult: 'failure',
    message: 'the mark of the newest row was missing or forged; rows before this one may be gone',
    operationData: null,
    additionalData: null,
    phase: 'outcome',
    requestId: markLostOperation,
  };
}
