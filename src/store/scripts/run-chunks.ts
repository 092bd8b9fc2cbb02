import type { Connection } from 'mongoose';
import type { ScriptRunChunk } from '../../domain/scripts/run-record';
import { insertIgnoringDuplicates } from '../database/insert-ignoring-duplicates';
import { runCollections } from './run-model';

/** Output of runs as it comes, for whoever follows it; at most what is kept of a run's output. */
export function createScriptRunChunks(db: Connection) {
  const { chunks } = runCollections(db);
  return {
    async append(runId: string, added: readonly ScriptRunChunk[]): Promise<void> {
      const rows = added.map((chunk) => ({ _id: `${runId}:${chunk.seq}`, runId, ...chunk }));
      if (rows.length > 0) await insertIgnoringDuplicates(chunks, rows);
    },

    /** What came behind a piece, in order. */
    async behind(runId: string, seq: number, limit: number): Promise<ScriptRunChunk[]> {
      const found = await chunks
        .find({ runId, seq: { $gt: seq } })
        .sort({ seq: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ seq: number, stream, text }) => ({ seq: number, stream, text }));
    },
  };
}

export type ScriptRunChunkStore = ReturnType<typeof createScriptRunChunks>;
