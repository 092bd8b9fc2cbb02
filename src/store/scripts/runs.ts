import { mongo, type Connection } from 'mongoose';
import {
  hasRunEnded,
  searchTextOf,
  type RunEnd,
  type ScriptRun,
  type ScriptRunOutput,
} from '../../domain/scripts/run-record';
import type { ScriptArtefact } from '../../domain/scripts/run';
import { isDuplicateKey } from '../database/connection';
import { runCollections, type RunDocument, type RunInputDocument } from './run-model';

/** What a run is given, as it is stored. */
export type ScriptRunInput = Omit<RunInputDocument, '_id' | 'expiresAt'>;

/** Who has a run. */
export interface RunHolder {
  readonly processId: string;
  readonly workerIdentity: string;
  readonly host: string;
  readonly osUser: string;
}

/** Inputs are needed until the last attempt has begun. */
const inputLifeMs = 14 * 86_400_000;
const open: ScriptRun['status'][] = ['waiting', 'running'];

/** Runs of scripts: the row that counts, and what it was given and left. */
export function createScriptRunStore(db: Connection) {
  const { runs, inputs, outputs, chunks, artefacts } = runCollections(db);

  async function find(runId: string): Promise<ScriptRun | null> {
    const row = await runs.findOne({ _id: runId });
    return row === null ? null : toRun(row);
  }

  return {
    find,

    async findMany(runIds: readonly string[]): Promise<ScriptRun[]> {
      if (runIds.length === 0) return [];
      return (await runs.find({ _id: { $in: [...runIds] } }).toArray()).map(toRun);
    },

    /** All runs of one cause, the first one first. */
    async attempts(actionKey: string): Promise<ScriptRun[]> {
      return (await runs.find({ actionKey }).sort({ attempt: 1 }).toArray()).map(toRun);
    },

    /** Writes a run that waits, with what it is given. Where its key and attempt are there, that row stands. */
    async add(run: ScriptRun, input: ScriptRunInput): Promise<ScriptRun> {
      const { runId, ...fields } = run;
      const expiresAt = new Date(Math.max(Date.now(), run.requestedAt.getTime()) + inputLifeMs);
      const setOnInsert = { ...input, expiresAt };
      try {
        // Before the run: whoever finds that must find this.
        await inputs.updateOne({ _id: run.actionKey }, { $setOnInsert: setOnInsert }, { upsert: true });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const searchText = searchTextOf(run, { stdout: '', stderr: '' });
      try {
        await runs.insertOne({ _id: runId, ...fields, processId: null, searchText, isUnswept: false });
        return run;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(runId)) ?? run;
      }
    },

    async input(actionKey: string): Promise<ScriptRunInput | null> {
      const row = await inputs.findOne({ _id: actionKey });
      if (row === null) return null;
      const { _id, expiresAt: _expiresAt, ...input } = row;
      return input;
    },

    /** Takes a run that waits. False: somebody has it, or it has ended. */
    async take(runId: string, holder: RunHolder, startedAt: Date): Promise<boolean> {
      const { modifiedCount } = await runs.updateOne(
        { _id: runId, status: 'waiting' },
        { $set: { status: 'running', startedAt, ...holder } },
      );
      return modifiedCount === 1;
    },

    /**
     * Final; the first end counts. False: the run had one.
     * @param output what the run left; stored first, so that whoever finds the end finds it too
     */
    async end(
      runId: string,
      end: RunEnd,
      output?: ScriptRunOutput & { readonly artefacts?: readonly ScriptArtefact[] },
      isUnswept = false,
    ): Promise<boolean> {
      const before = await runs.findOne({ _id: runId });
      if (before === null || hasRunEnded(before.status)) return false;
      if (output !== undefined) {
        const { artefacts: files = [], stdout, stderr, result } = output;
        await outputs.replaceOne({ _id: runId }, { stdout, stderr, result }, { upsert: true });
        for (const [index, { name, content }] of files.entries()) {
          const row = { runId, name, content: Buffer.from(content) };
          await artefacts.replaceOne({ _id: `${runId}:${index}` }, row, { upsert: true });
        }
      }
      const searchText = searchTextOf({ ...toRun(before), ...end }, output ?? { stdout: '', stderr: '' });
      const { modifiedCount } = await runs.updateOne(
        { _id: runId, status: { $in: open } },
        { $set: { ...end, searchText, isUnswept } },
      );
      return modifiedCount === 1;
    },

    async output(runId: string): Promise<ScriptRunOutput | null> {
      const row = await outputs.findOne({ _id: runId });
      return row === null ? null : { stdout: row.stdout, stderr: row.stderr, result: row.result };
    },

    async artefact(runId: string, name: string): Promise<Uint8Array | null> {
      const row = await artefacts.findOne({ runId, name });
      if (row === null) return null;
      const content: unknown = row.content;
      return content instanceof mongo.Binary ? content.buffer.subarray(0, content.position) : row.content;
    },

    /** Asks for the end of a run. */
    async requestCancel(runId: string, at: Date): Promise<void> {
      await runs.updateOne(
        { _id: runId, status: { $in: open }, cancelRequestedAt: null },
        { $set: { cancelRequestedAt: at } },
      );
    },

    async isCancelRequested(runId: string): Promise<boolean> {
      const row = await runs.findOne({ _id: runId }, { projection: { cancelRequestedAt: 1 } });
      return row !== null && row.cancelRequestedAt !== null;
    },

    /** Runs that these processes have. */
    async heldBy(processIds: readonly string[], limit: number): Promise<ScriptRun[]> {
      const found = await runs
        .find({ processId: { $in: [...processIds] }, status: 'running' })
        .limit(limit)
        .toArray();
      return found.map(toRun);
    },

    /** Ended runs of this host that may have left processes. */
    async unswept(host: string, limit: number): Promise<ScriptRun[]> {
      return (await runs.find({ isUnswept: true, host }).limit(limit).toArray()).map(toRun);
    },

    async swept(runId: string, leftovers: readonly string[]): Promise<void> {
      const change = leftovers.length === 0 ? {} : { leftovers };
      await runs.updateOne({ _id: runId }, { $set: { isUnswept: false, ...change } });
    },

    /** Deletes a run that has ended, with what it was given and left: nobody is to find it later. */
    async erase({ runId, actionKey }: Pick<ScriptRun, 'runId' | 'actionKey'>): Promise<void> {
      await inputs.deleteOne({ _id: actionKey });
      await outputs.deleteOne({ _id: runId });
      await chunks.deleteMany({ runId });
      await runs.deleteOne({ _id: runId });
    },

    /** Deletes ended runs that were asked for before a moment, with all they left; at most `limit` a call. */
    async removeOlder(before: Date, limit = 1_000): Promise<number> {
      const old = await runs
        .find({ requestedAt: { $lt: before } }, { projection: { status: 1 } })
        .sort({ requestedAt: 1, _id: 1 })
        .limit(limit)
        .toArray();
      const ids = old.filter(({ status }) => hasRunEnded(status)).map(({ _id }) => _id);
      if (ids.length === 0) return 0;
      await outputs.deleteMany({ _id: { $in: ids } });
      await chunks.deleteMany({ runId: { $in: ids } });
      await artefacts.deleteMany({ runId: { $in: ids } });
      return (await runs.deleteMany({ _id: { $in: ids } })).deletedCount;
    },
  };
}

export type ScriptRunStore = ReturnType<typeof createScriptRunStore>;

export function toRun({ _id, processId: _p, searchText: _s, isUnswept: _u, ...fields }: RunDocument): ScriptRun {
  return { runId: _id, ...fields };
}
