import type { Connection, mongo } from 'mongoose';
import type { ScriptRun } from '../../domain/scripts/run-record';
import { countPages, countRows, type Count } from '../database/count';
import { runCollections, type RunDocument } from './run-model';
import { toRun } from './runs';

export interface RunFilter {
  readonly script?: string | undefined;
  readonly status?: ScriptRun['status'] | undefined;
  readonly context?: ScriptRun['context'] | undefined;
  /** The identity of a worker. */
  readonly worker?: string | undefined;
  readonly itemId?: string | undefined;
  /** Asked for from this moment on. */
  readonly from?: Date | undefined;
  /** Asked for before this moment. */
  readonly to?: Date | undefined;
  /** Part of a name, of the error or of what was printed, without regard to case; not a pattern. */
  readonly text?: string | undefined;
}

export interface RunPosition {
  readonly requestedAt: Date;
  readonly runId: string;
}

export interface RunPage {
  readonly runs: readonly ScriptRun[];
  /** Where to go on; null at the end. A page of a text search may be short, or empty, and still go on. */
  readonly next: RunPosition | null;
}

/** Runs that one page of a text search looks at: no index holds words, so the work is bounded instead. */
export const scannedPerPage = 2_000;

/** The list of runs, newest first. */
export function createScriptRunList(db: Connection) {
  const { runs: rows } = runCollections(db);

  async function list(filter: RunFilter, after: RunPosition | null, limit: number): Promise<RunPage> {
    const needle = filter.text?.toLowerCase();
    const scan = needle === undefined ? limit + 1 : scannedPerPage + 1;
    // What only a search needs is not read for any other page.
    const projection = needle === undefined ? { searchText: 0 } : {};
    const cursor = rows.find(toQuery(filter, after), { projection }).sort({ requestedAt: -1, _id: -1 }).limit(scan);
    const found: ScriptRun[] = [];
    let seen = 0;
    let last: RunPosition | null = null;
    try {
      for await (const row of cursor) {
        if (found.length === limit || seen === scan - 1) return { runs: found, next: last };
        seen += 1;
        last = { requestedAt: row.requestedAt, runId: row._id };
        if (needle === undefined || row.searchText.includes(needle)) found.push(toRun(row));
      }
      return { runs: found, next: null };
    } finally {
      await cursor.close();
    }
  }

  return {
    list,

    /** The newest of a script in a security context. */
    async lastOf(script: string, context: ScriptRun['context']): Promise<ScriptRun | undefined> {
      const newest = { requestedAt: -1, _id: -1 } as const;
      const [row] = await rows
        .find({ script, context }, { projection: { searchText: 0 } })
        .sort(newest)
        .limit(1)
        .toArray();
      return row === undefined ? undefined : toRun(row);
    },

    count: (filter: RunFilter): Promise<Count> =>
      filter.text === undefined
        ? countRows(rows, toQuery(filter, null))
        : countPages<RunPosition>(async (after, limit) => {
            const { runs, next } = await list(filter, after ?? null, limit);
            return { items: runs, next: next ?? undefined };
          }),
  };
}

export type ScriptRunList = ReturnType<typeof createScriptRunList>;

function toQuery(filter: RunFilter, after: RunPosition | null): mongo.Filter<RunDocument> {
  const { from, to, script, status, context, worker, itemId } = filter;
  const requestedAt = {
    ...(from === undefined ? {} : { $gte: from }),
    ...(to === undefined ? {} : { $lt: to }),
    ...(after === null ? {} : { $lte: after.requestedAt }),
  };
  const fields = {
    ...(Object.keys(requestedAt).length === 0 ? {} : { requestedAt }),
    ...(script === undefined ? {} : { script }),
    ...(status === undefined ? {} : { status }),
    ...(context === undefined ? {} : { context }),
    ...(worker === undefined ? {} : { workerIdentity: worker }),
    ...(itemId === undefined ? {} : { itemId }),
  };
  if (after === null) return fields;
  const behind = [{ requestedAt: { $lt: after.requestedAt } }, { _id: { $lt: after.runId } }];
  return { $and: [fields, { $or: behind }] };
}
