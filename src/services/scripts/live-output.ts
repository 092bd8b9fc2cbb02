import type { ScriptRunChunk } from '../../domain/scripts/run-record';
import type { ScriptRunChunkStore } from '../../store/scripts/run-chunks';

export interface LiveOutputDeps {
  readonly chunks: Pick<ScriptRunChunkStore, 'append'>;
  readonly onFault: (error: unknown) => void;
}

/** A write at most this often, however much a script prints. */
const paceMs = 400;
/** Of one piece; what is longer is cut, so that a follower gets its first part soon. */
const pieceChars = 64 * 1_024;
/** In all: what is kept of a run's two streams, and no more. */
const mostChars = 2 * 1_024 * 1_024;

/** Takes what a run prints and stores it in pieces, so that others can follow it; the record of the run comes at its end. */
export function createLiveOutput({ chunks, onFault }: LiveOutputDeps, runId: string) {
  let waiting: { stream: ScriptRunChunk['stream']; text: string }[] = [];
  let seq = 0;
  let taken = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const pieces = waiting.flatMap(({ stream, text }) =>
      Array.from({ length: Math.ceil(text.length / pieceChars) }, (_, index) => ({
        seq: (seq += 1),
        stream,
        text: text.slice(index * pieceChars, (index + 1) * pieceChars),
      })),
    );
    waiting = [];
    // What cannot be followed is in the record all the same.
    if (pieces.length > 0) writing = writing.then(() => chunks.append(runId, pieces)).catch(onFault);
    return writing;
  }

  return {
    add(stream: ScriptRunChunk['stream'], text: string): void {
      const kept = text.slice(0, Math.max(0, mostChars - taken));
      if (kept === '') return;
      taken += kept.length;
      const last = waiting.at(-1);
      if (last?.stream === stream) last.text += kept;
      else waiting.push({ stream, text: kept });
      timer ??= setTimeout(() => void flush(), paceMs);
    },
    /** Everything that was added is stored, or cannot be. */
    end: flush,
  };
}
