import { Schema, type Connection } from 'mongoose';
import type { ScriptRunRequest } from '../../domain/scripts/run-request';
import type { ScriptRun, ScriptRunChunk, ScriptRunOutput } from '../../domain/scripts/run-record';
import { collectionOf } from '../database/collection';
import { modelOf } from '../database/connection';

export interface RunDocument extends Omit<ScriptRun, 'runId'> {
  readonly _id: string;
  /** The process that has it, as its lease names it; null while none has. */
  readonly processId: string | null;
  /** Lower case; see `searchTextOf`. */
  readonly searchText: string;
  /** Processes of it may be left on its host. */
  readonly isUnswept: boolean;
}

/** What a run is given; shared by the attempts of one cause and erased some days later. */
export interface RunInputDocument extends Pick<ScriptRunRequest, 'context' | 'params'> {
  /** The action key. */
  readonly _id: string;
  readonly source: ScriptRunRequest['script'];
  readonly lenientParams: boolean;
  readonly expiresAt: Date;
}

export interface RunOutputDocument extends ScriptRunOutput {
  /** The run. */
  readonly _id: string;
}

export interface RunChunkDocument extends ScriptRunChunk {
  /** Run and number. */
  readonly _id: string;
  readonly runId: string;
}

export interface RunArtefactDocument {
  /** Run and place. */
  readonly _id: string;
  readonly runId: string;
  readonly name: string;
  readonly content: Buffer;
}

const mixed = Schema.Types.Mixed;
const options = { versionKey: false, strict: 'throw', minimize: false } as const;

const runs = new Schema<RunDocument>(
  {
    _id: String,
    actionKey: String,
    attempt: Number,
    script: String,
    version: Number,
    sha256: String,
    runtime: String,
    mode: String,
    trigger: mixed,
    itemId: String,
    recipient: String,
    context: String,
    lock: String,
    repeatable: Boolean,
    timeoutSeconds: Number,
    status: String,
    requestedAt: Date,
    startedAt: Date,
    finishedAt: Date,
    durationMs: Number,
    workerIdentity: String,
    host: String,
    taskQueue: String,
    osUser: String,
    runtimeVersion: String,
    exitCode: Number,
    signal: String,
    error: mixed,
    errorCount: Number,
    notes: mixed,
    sendEmail: Boolean,
    truncatedBytes: mixed,
    artefacts: mixed,
    droppedArtefactBytes: Number,
    memoryLimit: String,
    account: String,
    process: String,
    leftovers: mixed,
    cancelRequestedAt: Date,
    processId: String,
    searchText: String,
    isUnswept: Boolean,
  },
  options,
);
runs.index({ actionKey: 1, attempt: 1 }, { unique: true });
runs.index({ requestedAt: -1, _id: -1 });
for (const field of ['script', 'status', 'context', 'workerIdentity', 'itemId'] as const) {
  runs.index({ [field]: 1, requestedAt: -1, _id: -1 });
}
runs.index({ script: 1, context: 1, requestedAt: -1, _id: -1 });
runs.index({ processId: 1, status: 1 });
runs.index({ isUnswept: 1, host: 1 });

const inputs = new Schema<RunInputDocument>(
  { _id: String, context: mixed, params: mixed, source: mixed, lenientParams: Boolean, expiresAt: Date },
  options,
);
inputs.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const outputs = new Schema<RunOutputDocument>({ _id: String, stdout: String, stderr: String, result: mixed }, options);

const chunks = new Schema<RunChunkDocument>(
  { _id: String, runId: String, seq: Number, stream: String, text: String },
  options,
);
chunks.index({ runId: 1, seq: 1 });

const artefacts = new Schema<RunArtefactDocument>(
  { _id: String, runId: String, name: String, content: Buffer },
  options,
);
artefacts.index({ runId: 1 });

/** The five collections of runs. */
export function runCollections(db: Connection) {
  return {
    runs: collectionOf(modelOf(db, 'script_runs', runs)),
    inputs: collectionOf(modelOf(db, 'script_run_inputs', inputs)),
    outputs: collectionOf(modelOf(db, 'script_run_outputs', outputs)),
    chunks: collectionOf(modelOf(db, 'script_run_chunks', chunks)),
    artefacts: collectionOf(modelOf(db, 'script_run_artefacts', artefacts)),
  };
}
