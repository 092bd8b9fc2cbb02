import { session } from '../../shared/session/session';
import { createStore } from '../../shared/store';
import { newKey } from '../../shared/api/new-key';
import type { Schema } from '../../shared/api/types';
import type { UploadMode } from './queries';
import { again, uploadFile, type FileState } from './upload-file';

/** Files of this page's life, the newest last: they go on, and stay, while somebody looks at another screen. */
export const uploads = createStore<readonly FileState[]>([]);

/** As many files at once, so that hundreds do not use up what one person may ask for in a minute. */
const atOnce = 3;

let stop = new AbortController();
session.subscribe(() => {
  const now = session.get();
  // Beneath the form of a session that has ended by itself the screens stay as they are.
  if (now.state !== 'out' || now.reason !== undefined) return;
  stop.abort();
  stop = new AbortController();
  uploads.set([]);
});

export interface UploadChoices {
  readonly mode: UploadMode;
  readonly attributes: readonly Schema<'AttributeValue'>[];
}

/** Uploads these, a few at a time. */
export function uploadAll(
  blobs: readonly { readonly name: string; readonly blob: Blob }[],
  choices: UploadChoices,
): void {
  const fresh = blobs.map(({ name, blob }): FileState => ({
    key: newKey(),
    sendKey: newKey(),
    name,
    file: blob,
    state: 'waiting',
    items: [],
    total: 0,
  }));
  uploads.set([...uploads.get(), ...fresh]);
  void start(fresh, choices);
}

export function uploadAgain(some: readonly FileState[], choices: UploadChoices): void {
  const fresh = some.map(again);
  for (const { key, sendKey } of fresh) change(key, { sendKey });
  void start(fresh, choices);
}

/** What is over is taken off the screen. */
export function clearUploads(): void {
  uploads.set(uploads.get().filter((file) => !isOver(file)));
}

export function isOver({ state }: FileState): boolean {
  return state === 'done' || state === 'refused';
}

async function start(batch: readonly FileState[], { mode, attributes }: UploadChoices): Promise<void> {
  const { signal } = stop;
  const left = [...batch];
  const work = async () => {
    for (let file = left.shift(); file !== undefined && !signal.aborted; file = left.shift()) {
      const { key } = file;
      await uploadFile(file, { mode, attributes, signal, onState: (to) => change(key, to) });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

function change(key: string, to: Partial<FileState>): void {
  uploads.set(uploads.get().map((file) => (file.key === key ? { ...file, ...to } : file)));
}
