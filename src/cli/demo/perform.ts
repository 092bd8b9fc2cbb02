import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type ApiClient, describe, type Json } from './api-client';
import type { DemoCertificate } from './material';
import type { Phase, PlannedUpload } from './plan';

/** What became of one certificate of one request. */
export interface Result {
  readonly upload: PlannedUpload;
  readonly certificate: DemoCertificate;
  /** Place in the request's list. */
  readonly index: number;
  /** Status of the answer; of an item for bundles. */
  readonly status: number;
  readonly outcome: 'stored' | 'ignored' | 'duplicate' | 'failed';
  /** Of the stored certificate, or of the one it duplicates. */
  readonly uuid: string | undefined;
  readonly firingId: string | undefined;
  /** Names of the ignore triggers that the answer gave. */
  readonly matchedTriggers: readonly string[];
  /** Fingerprint in the answer, where it has one. */
  readonly fingerprint: string | undefined;
  /** What was answered, for a failure. */
  readonly detail: string;
}

const atOnce = 5;
const pollMs = 200;
const asyncLimitMs = 60_000;

/** Sends the requests of a phase, a few at a time, and waits until each of them has come to its end. */
export async function performPhase(
  client: ApiClient,
  phase: Phase,
  onEnd: (done: number, all: number) => void,
): Promise<readonly Result[]> {
  const results: (readonly Result[])[] = [];
  const waiting = [...phase.uploads.entries()];
  let done = 0;
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, upload] = next;
      results[index] = await perform(client, upload);
      onEnd((done += upload.certificates.length), total(phase));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results.flat();
}

export function total({ uploads }: Phase): number {
  return uploads.reduce((sum, { certificates }) => sum + certificates.length, 0);
}

async function perform(client: ApiClient, upload: PlannedUpload): Promise<readonly Result[]> {
  const path = upload.mode === 'sync' ? '/certificates/upload' : '/certificates/upload/async';
  const answer = await client.send(path, upload.request);
  const end = answer.status === 202 ? await awaitEnd(client, answer.body) : undefined;
  const items = (end ?? answer.body)['items'] as readonly Json[] | undefined;
  return upload.certificates.map((certificate, index) => {
    const common = { upload, certificate, index };
    if (items !== undefined) return { ...common, ...readItem(items[index] ?? {}, answer) };
    return { ...common, ...(end === undefined ? readAnswer(answer) : readUpload(end, answer)) };
  });
}

/** Asks the upload resource until it has ended. */
async function awaitEnd(client: ApiClient, accepted: Json): Promise<Json> {
  const path = `/uploads/${String(accepted['uploadId'])}`;
  const until = Date.now() + asyncLimitMs;
  for (;;) {
    const resource = await client.get(path);
    if (resource['status'] !== 'processing' || Date.now() > until) return resource;
    await sleep(pollMs);
  }
}

type Read = Omit<Result, 'upload' | 'certificate' | 'index'>;

function readAnswer(answer: Answer): Read {
  const { status, body } = answer;
  const outcome =
    status === 201 ? 'stored' : body['code'] === 'certificate_ignored' ? 'ignored' : duplicateOrFailed(body['code']);
  return {
    status,
    outcome,
    uuid: textOf(body['uuid']) ?? textOf(body['certificateUuid']),
    firingId: textOf(body['firingId']),
    matchedTriggers: triggerNames(body),
    fingerprint: textOf(body['fingerprint']),
    detail: describe(answer),
  };
}

function readUpload(resource: Json, { status }: Answer): Read {
  const { status: end, code } = resource;
  const outcome = end === 'stored' || end === 'ignored' ? end : duplicateOrFailed(code);
  return {
    status,
    outcome,
    uuid: textOf(resource['certificateUuid']),
    firingId: textOf(resource['firingId']),
    matchedTriggers: triggerNames(resource),
    fingerprint: textOf(resource['fingerprint']),
    detail: `the upload ended ${String(end)} ${textOf(code) ?? ''}`.trim(),
  };
}

function readItem(item: Json, answer: Answer): Read {
  const { status: end, code, httpStatus } = item;
  const outcome = end === 'stored' || end === 'ignored' ? end : duplicateOrFailed(code);
  return {
    status: typeof httpStatus === 'number' ? httpStatus : answer.status,
    outcome,
    uuid: textOf(item['uuid']) ?? textOf(item['certificateUuid']),
    firingId: textOf(item['firingId']),
    matchedTriggers: triggerNames(item),
    fingerprint: textOf(item['fingerprint']),
    detail:
      typeof end === 'string'
        ? `the item ended ${end} ${textOf(code) ?? ''}`.trim()
        : `no such item; ${describe(answer)}`,
  };
}

function duplicateOrFailed(code: unknown): 'duplicate' | 'failed' {
  return code === 'certificate_duplicate' ? 'duplicate' : 'failed';
}

function triggerNames(body: Json): readonly string[] {
  return ((body['matchedTriggers'] ?? []) as readonly Json[]).map(({ name }) => String(name));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
