/** Looks for planted texts and bytes in everything that a run leaves behind. */
import type { Workflow, WorkflowClient } from '@temporalio/client';
import type { Connection } from 'mongoose';

/** Something that must not be found, in every form it could have taken. */
export interface Canary {
  readonly name: string;
  readonly forms: readonly string[];
}

/** Text as it is, as base64 at each of the three offsets, as hex and percent-encoded. */
export function textCanary(name: string, text: string): Canary {
  return { name, forms: [...new Set([text, encodeURIComponent(text), ...encodings(Buffer.from(text))])] };
}

/** A stretch of bytes out of the middle, where no two certificates of a test agree. */
export function bytesCanary(name: string, bytes: Buffer): Canary {
  return { name, forms: encodings(bytes) };
}

function encodings(bytes: Buffer): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const whole = bytes.subarray(offset, offset + Math.floor((bytes.length - offset) / 3) * 3);
    return whole.toString('base64');
  });
  return [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('latin1'), ...base64].filter(
    (form) => form.length >= 8,
  );
}

/** Names of the canaries that the text has, with the place. */
export function found(place: string, text: string, canaries: readonly Canary[]): string[] {
  return canaries
    .filter(({ forms }) => forms.some((form) => text.includes(form)))
    .map(({ name }) => `${place}: ${name}`);
}

export interface History {
  readonly workflowId: string;
  readonly type: string;
  /** Every string and every payload of the description and of all events, decoded. */
  readonly text: string;
  readonly events: number;
  /** Bytes of the largest payload. */
  readonly largestPayload: number;
}

/** All runs of one task queue with ids, search attributes, memo, summaries and histories. */
export async function readHistories(client: WorkflowClient, taskQueue: string): Promise<History[]> {
  const histories: History[] = [];
  for await (const run of client.list({ query: `TaskQueue = "${taskQueue}"` })) {
    const handle = client.getHandle(run.workflowId, run.runId);
    const [description, history] = await Promise.all([handle.describe(), handle.fetchHistory()]);
    const parts: string[] = [];
    let largestPayload = 0;
    walk([run.raw, description.raw, history], (leaf) => {
      if (typeof leaf === 'string') parts.push(leaf);
      else {
        largestPayload = Math.max(largestPayload, leaf.length);
        parts.push(Buffer.from(leaf).toString('utf8'), Buffer.from(leaf).toString('latin1'));
      }
    });
    histories.push({
      workflowId: run.workflowId,
      type: run.type,
      text: parts.join('\n'),
      events: history.events?.length ?? 0,
      largestPayload,
    });
  }
  return histories;
}

/** True when every run has come to its end and is visible as such. */
export async function allClosed(client: WorkflowClient, taskQueue: string, expected: number): Promise<boolean> {
  const runs: Pick<Workflow, never>[] = [];
  const open: string[] = [];
  for await (const run of client.list({ query: `TaskQueue = "${taskQueue}"` })) {
    runs.push(run);
    if (run.status.name === 'RUNNING') open.push(run.workflowId);
  }
  return runs.length >= expected && open.length === 0;
}

/** Every row of every collection but these, as text. */
export async function dump(db: Connection, except: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { name } of await db.listCollections()) {
    if (except.includes(name)) continue;
    const rows = await db.collection(name).find({}).toArray();
    const parts: string[] = [];
    walk(rows, (leaf) => parts.push(typeof leaf === 'string' ? leaf : Buffer.from(leaf).toString('latin1')));
    texts.set(name, parts.join('\n'));
  }
  return texts;
}

/** Visits names, strings and bytes; numbers and dates can hold none of what is planted. */
function walk(value: unknown, visit: (leaf: string | Uint8Array) => void, seen = new Set<object>()): void {
  if (typeof value === 'string' || value instanceof Uint8Array) return visit(value);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [name, part] of Object.entries(value)) {
    visit(name);
    walk(part, visit, seen);
  }
}
