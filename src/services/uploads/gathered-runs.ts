import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadStore } from '../../store/uploads/uploads';
import type { UploadVerdict } from '../../temporal/messages/uploads';
import type { UploadRuns } from '../../temporal/runs/uploads';
import type { ServiceLogger } from '../logger';
import { readEngineError } from '../../temporal/engine-errors';
import { Gatherer, weightOfBytes } from './gatherer';
import { verdictOfRow } from './verdicts';

/** `pending`: the run goes on and the upload resource will tell. */
export type RunResult = UploadVerdict | 'pending';

export interface RunsDeps {
  readonly runs: UploadRuns;
  readonly uploads: Pick<UploadStore, 'load'>;
  readonly syncTimeoutMs: () => Promise<number>;
  readonly logger: ServiceLogger;
  /** Requests that are about to ask for a run. */
  readonly arriving: () => number;
  /** Bytes of an upload's certificate; undefined where they are not known here. */
  readonly bytesOf?: (uploadId: string) => number | undefined;
}

const batchSize = 100;
/** While one of them waits for the engine, the other is decided; more would only be smaller. */
const runsAtOnce = 2;
/** While one of them waits for the engine, another keeps the database busy. */
const unattendedAtOnce = 3;
/** As long as the claims of those who arrive together take. */
const holdMs = 25;
/** As long as an answer and the next request of the same caller take. */
const regroupMs = 4;
const confirmTimeoutMs = 2_000;
const backgroundTimeoutMs = 60_000;
const startAgainAfterMs = 5_000;

/** Brings claimed uploads into workflow runs: those that arrive together share one, of up to 100, fewer where they are large. */
export function createRuns({ runs, uploads, syncTimeoutMs, logger, arriving, bytesOf }: RunsDeps) {
  const weightOf = (uploadId: string) => weightOfBytes(bytesOf?.(uploadId) ?? 0);

  /** One update-with-start. When the answer is lost, asks the engine once more whether the run is there. */
  async function decide(uploadIds: readonly string[], timeoutMs: number): Promise<RunResult[]> {
    // A single upload gives its run its own id; a gathered run has one of its own.
    const batch = { batchId: uploadIds.length === 1 ? uploadIds[0]! : randomUUID(), uploadIds };
    try {
      return await runs.decide(batch, timeoutMs);
    } catch (error) {
      const meaning = readEngineError(error);
      if (meaning === 'over') return resultsFromRows(uploadIds);
      if (meaning !== 'pending') {
        logger.warn({ err: error, batchId: batch.batchId }, 'a batch of uploads could not be run');
        throw meaning;
      }
      await runs.start(batch, confirmTimeoutMs);
      return uploadIds.map(() => 'pending');
    }
  }

  async function resultsFromRows(uploadIds: readonly string[]): Promise<RunResult[]> {
    const rows = new Map((await uploads.load(uploadIds, { withContent: false })).map((row) => [row._id, row]));
    return uploadIds.map((uploadId) => {
      const row = rows.get(uploadId);
      return row?.status === 'processing' ? 'pending' : verdictOfRow(row);
    });
  }

  function gathering(timeoutMs: () => Promise<number>, maxInFlight: number) {
    return new Gatherer<readonly string[], RunResult[]>({
      weightOf: (ids) => ids.reduce((sum, id) => sum + weightOf(id), 0),
      maxWeight: batchSize,
      maxInFlight,
      maxWaiting: 50_000,
      hold: () => arriving() > 0,
      holdMs,
      regroupMs,
      run: async (groups) => {
        const results = await decide(groups.flat(), await timeoutMs());
        let at = 0;
        return groups.map((group) => results.slice(at, (at += group.length)));
      },
    });
  }

  const waited = gathering(syncTimeoutMs, runsAtOnce);
  // Those that nobody waits for have runs of their own, so that a bulk upload does not hold up single callers.
  const unattended = gathering(async () => backgroundTimeoutMs, unattendedAtOnce);

  function submit(
    gatherer: Gatherer<readonly string[], RunResult[]>,
    uploadIds: readonly string[],
  ): Promise<RunResult[]> {
    return Promise.all(chunksOf(uploadIds, weightOf).map((chunk) => gatherer.submit(chunk))).then((results) =>
      results.flat(),
    );
  }

  return {
    /** One result an upload, in order; `pending` where the time ran out. Rejects with what to answer. */
    decide: (uploadIds: readonly string[]): Promise<RunResult[]> => submit(waited, uploadIds),

    /**
     * Runs uploads that were promised (202). While the engine is away it tries again; should this process end
     * before, another one takes over from the rows.
     */
    async runUnattended(uploadIds: readonly string[], isStopping: () => boolean): Promise<void> {
      for (;;) {
        try {
          await submit(unattended, uploadIds);
          return;
        } catch (error) {
          logger.warn({ err: error, uploads: uploadIds.length }, 'accepted uploads wait for the workflow engine');
          await sleep(startAgainAfterMs, undefined, { ref: false });
          if (isStopping()) return;
        }
      }
    },
  };
}

/** In order; a chunk weighs no more than a batch may, but for a single upload that does. */
function chunksOf(uploadIds: readonly string[], weightOf: (uploadId: string) => number): string[][] {
  const chunks: string[][] = [];
  let weight = Number.POSITIVE_INFINITY;
  for (const uploadId of uploadIds) {
    const own = weightOf(uploadId);
    if (weight + own > batchSize) {
      chunks.push([]);
      weight = 0;
    }
    chunks.at(-1)!.push(uploadId);
    weight += own;
  }
  return chunks;
}

export type Runs = ReturnType<typeof createRuns>;
