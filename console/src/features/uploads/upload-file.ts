import { ApiError, sentenceOf } from '../../shared/api/problem';
import { readUpload, sendFile, sendText, type Upload, type UploadedItem, type UploadMode } from './queries';
import { newKey } from '../../shared/api/new-key';
import type { Schema } from '../../shared/api/types';

/** A file on its way: what it is, how far it has come, and what became of each certificate in it. */
export interface FileState {
  readonly key: string;
  /** The same for each try until the API has said what became of it: then a try is a new request. */
  readonly sendKey: string;
  readonly hasVerdict?: boolean;
  readonly name: string;
  readonly file: Blob;
  readonly state: 'waiting' | 'sending' | 'processing' | 'done' | 'refused';
  readonly items: readonly UploadedItem[];
  readonly total: number;
  /** Why nothing of it was taken. */
  readonly reason?: string | undefined;
}

/** Certificates of an upload in one form, whether it was a single one or a bundle. */
export function itemsOf(upload: Upload): readonly UploadedItem[] {
  if (upload.items !== undefined) return upload.items;
  const { status, finishedAt, actionErrors, warnings, fingerprint, certificateUuid, firingId, code, matchedTriggers } =
    upload;
  const known = { fingerprint, certificateUuid, firingId, code, matchedTriggers };
  const present = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  return [{ index: 0, status, finishedAt, actionErrors, warnings, ...present }];
}

export interface Sending {
  readonly mode?: UploadMode;
  readonly attributes: readonly Schema<'AttributeValue'>[];
  readonly signal: AbortSignal;
  readonly onState: (change: Partial<FileState>) => void;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Sends one file and follows it until each certificate in it has its verdict. Never throws: failures are told. */
export async function uploadFile(
  file: FileState,
  { mode = 'async', attributes, signal, onState, pause = wait }: Sending,
): Promise<void> {
  onState({ state: 'sending', items: [], reason: undefined });
  try {
    const options = { mode, idempotencyKey: file.sendKey, signal };
    const uploadId =
      attributes.length === 0
        ? await sendFile(file.file, options)
        : await sendText(await textOf(file.file), attributes, options);
    onState({ state: 'processing' });
    for (let milliseconds = 300; !signal.aborted; milliseconds = Math.min(3000, milliseconds * 1.5)) {
      const upload = await readUpload(uploadId, signal);
      const items = itemsOf(upload);
      const isOver = upload.finishedAt !== null && items.every(({ status }) => status !== 'processing');
      const total = upload.total ?? items.length;
      onState({ items, total, state: isOver ? 'done' : 'processing', hasVerdict: isOver });
      if (isOver) return;
      await pause(milliseconds);
    }
  } catch (error) {
    if (signal.aborted) return;
    const item = mode === 'sync' ? verdictOf(error) : undefined;
    if (item !== undefined) onState({ state: 'done', items: [item], total: 1, hasVerdict: true });
    else onState({ state: 'refused', reason: sentenceOf(error), hasVerdict: isVerdict(error) });
  }
}

/** What became of a single certificate whose request waited for it, and which was not stored. */
function verdictOf(error: unknown): UploadedItem | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { code, certificateUuid, firingId, matchedTriggers } = error.problem;
  if (code !== 'certificate_ignored' && code !== 'certificate_duplicate') return undefined;
  return {
    ...{ index: 0, status: code === 'certificate_ignored' ? 'ignored' : 'failed', finishedAt: null, code },
    ...(certificateUuid === undefined ? {} : { certificateUuid }),
    ...(firingId === undefined ? {} : { firingId }),
    ...(matchedTriggers === undefined ? {} : { matchedTriggers: [...matchedTriggers] }),
    ...{ actionErrors: 0, warnings: [] },
  };
}

/** Whether the API has decided: not where it did not answer, was too busy, or failed, and may have begun all the same. */
function isVerdict(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && ![401, 429].includes(error.status);
}

/** The file as it is sent again. */
export function again(file: FileState): FileState {
  return file.hasVerdict === true ? { ...file, sendKey: newKey(), hasVerdict: false } : file;
}

/** PEM as it is, anything else in base64. */
async function textOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = new TextDecoder('latin1').decode(bytes);
  return text.includes('-----BEGIN ') ? text : window.btoa(text);
}

/** Whether a try may come to something else: not where the file, or each certificate in it, has its verdict. */
export function isWorthAnotherTry({ state, hasVerdict, items }: FileState): boolean {
  if (state === 'refused') return hasVerdict !== true;
  return state === 'done' && items.some((item) => verdictWords(item) === 'failed');
}

/** What became of one certificate, in the words that the screen has for it. */
export function verdictWords({ status, code }: Pick<UploadedItem, 'status' | 'code'>): string {
  if (code === 'certificate_duplicate') return 'here already';
  return status === 'ignored' ? 'not stored' : status;
}

/** What became of all files, in words: `3 stored, 1 not stored`. */
export function resultOf(files: readonly FileState[]): string {
  const counts = new Map<string, number>();
  for (const { state, items } of files) {
    if (state === 'refused') counts.set('refused', (counts.get('refused') ?? 0) + 1);
    for (const words of items.map(verdictWords)) counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([status, count]) => `${count.toLocaleString('en')} ${status}`).join(', ');
}
