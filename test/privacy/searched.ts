/** Looks for planted texts and bytes in everything that a run leaves behind. */
import type { Workflow, WorkflowClient } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
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
  /** Where a payload lies that anybody can read: paths of names inside the run. */
  readonly plain: readonly string[];
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
    const whole = { run: run.raw, description: description.raw, history };
    const payloads = payloadsIn(whole);
    const opened: Payload[] = [];
    for (const codec of client.options.loadedDataConverter.payloadCodecs) {
      opened.push(...(await codec.decode(payloads.map(({ payload }) => payload))));
    }
    walk([whole, opened], (leaf) => {
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
      plain: payloads.filter(({ payload }) => !isSealed(payload)).map(({ at }) => at),
      events: history.events?.length ?? 0,
      largestPayload,
    });
  }
  return histories;
}

/** What Certloom gives to be read by operators, and what the SDK's core notes for itself in markers. */
const meantPlain = /\.(indexedFields|searchAttributes)\.|\.markerRecordedEventAttributes\.details\.(data|patch-data)\./;

function payloadsIn(value: unknown, at = '', seen = new Set<object>()): { at: string; payload: Payload }[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || seen.has(value)) return [];
  seen.add(value);
  if (isPayload(value)) return meantPlain.test(`${at}.`) ? [] : [{ at, payload: value }];
  return Object.entries(value).flatMap(([name, part]) => payloadsIn(part, `${at}.${name}`, seen));
}

function isPayload(value: object): value is Payload {
  return (
    'metadata' in value && typeof value.metadata === 'object' && 'data' in value && value.data instanceof Uint8Array
  );
}

function isSealed({ metadata }: Payload): boolean {
  return Buffer.from(metadata?.['encoding'] ?? []).toString() === 'binary/encrypted';
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
