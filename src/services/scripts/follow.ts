import {
  hasRunEnded,
  type ScriptRun,
  type ScriptRunChunk,
  type ScriptRunOutput,
} from '../../domain/scripts/run-record';
import type { ScriptRunChunkStore } from '../../store/scripts/run-chunks';
import type { ScriptRunStore } from '../../store/scripts/runs';

export interface FollowDeps {
  readonly runs: Pick<ScriptRunStore, 'find' | 'output'>;
  readonly chunks: Pick<ScriptRunChunkStore, 'behind'>;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** What a follower of a run sees: pieces of its output, now and then that it still waits, at last the ended run. */
export type RunNews =
  | { readonly kind: 'output'; readonly chunk: ScriptRunChunk }
  | { readonly kind: 'idle' }
  | { readonly kind: 'ended'; readonly run: ScriptRun };

const lookMs = 500;
const idleEveryMs = 15_000;
const atOnce = 50;

/** Output of runs for those who read it, whichever process has the run. */
export function createFollowRuns({ runs, chunks, wait }: FollowDeps) {
  /** All pieces so far put together, for a run without a record of its output. */
  async function gathered(runId: string): Promise<ScriptRunOutput> {
    const texts = { stdout: '', stderr: '' };
    for (let seq = 0; ;) {
      const pieces = await chunks.behind(runId, seq, atOnce);
      if (pieces.length === 0) return { ...texts, result: {} };
      for (const piece of pieces) {
        texts[piece.stream] += piece.text;
        seq = piece.seq;
      }
    }
  }

  return {
    output: async (runId: string): Promise<ScriptRunOutput> => (await runs.output(runId)) ?? gathered(runId),

    /**
     * What a run prints as it comes, behind a piece; ends behind the end of the run, or when the signal aborts.
     * @param seq the number of the last piece that is known; 0 for all
     */
    async *follow(runId: string, seq: number, signal: AbortSignal): AsyncGenerator<RunNews> {
      let known = seq;
      for (let idleMs = 0; !signal.aborted;) {
        // The run before its output: a run that has ended prints nothing more.
        const run = await runs.find(runId);
        const pieces = await chunks.behind(runId, known, atOnce);
        for (const chunk of pieces) {
          known = chunk.seq;
          yield { kind: 'output', chunk };
        }
        if (pieces.length > 0) {
          idleMs = 0;
          continue;
        }
        if (run === null) return;
        if (hasRunEnded(run.status)) {
          yield { kind: 'ended', run };
          return;
        }
        await wait(lookMs);
        idleMs += lookMs;
        if (idleMs % idleEveryMs === 0) yield { kind: 'idle' };
      }
    },
  };
}

export type FollowRuns = ReturnType<typeof createFollowRuns>;
