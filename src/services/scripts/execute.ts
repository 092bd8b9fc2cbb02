import type { EventLogEntry } from '../../domain/event-log/entry';
import type { ScriptEnding, ScriptError, ScriptJob, ScriptOutcome, ScriptRunner } from '../../domain/scripts/run';
import { endOf, endWithout } from '../../domain/scripts/run-end';
import { hasRunEnded, type ScriptRun, type UnrunEnding } from '../../domain/scripts/run-record';
import type { ScriptRunStep } from '../../temporal/messages/scripts';
import type { ScriptRunInput, ScriptRunStore } from '../../store/scripts/runs';
import type { WorkerSelf } from '../../domain/workers/worker';
import type { OpenedConnections, OpenScriptConnections } from '../connections/for-scripts';
import type { ServiceLogger } from '../logger';
import { withHeartbeats, type Work } from '../work/work';
import { entriesOf } from './entries';
import { createLiveOutput, type LiveOutputDeps } from './live-output';
import type { LoadedScript, LoadScript, OpenSecrets } from './loaded-script';
import type { ScriptLocks } from './lock';
import { scriptRunId, type PrepareRuns } from './prepare';
import { stepOf } from './steps';
import { withRefusal } from './write-entries';

export interface ExecuteDeps {
  readonly runs: Pick<ScriptRunStore, 'find' | 'input' | 'take' | 'end' | 'isCancelRequested'>;
  readonly chunks: LiveOutputDeps['chunks'];
  readonly load: LoadScript;
  readonly openSecrets: OpenSecrets;
  readonly openConnections: OpenScriptConnections;
  readonly runner: () => Promise<ScriptRunner>;
  readonly locks: ScriptLocks;
  readonly prepareNext: PrepareRuns['prepareNext'];
  /** Writes in this order; null, or where the first one that a required sink refuses should have gone. */
  readonly writeEntries: (entries: readonly EventLogEntry[]) => Promise<string | null>;
  /** A run waits for the event log no longer than it must, and fails with it only where a sink is required. */
  readonly hasRequiredSink: boolean;
  readonly self: Pick<WorkerSelf, 'id' | 'identity' | 'host' | 'osUser'>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** A run's activity, which also knows whether it is the worker that wants it to end. */
export interface ScriptWork extends Pick<Work, 'signal' | 'heartbeat'> {
  /** The worker was asked to stop, and its time for scripts is over. */
  readonly isWorkerStopping: () => boolean;
}

const beatMs = 2_000;
/** How long a run looks for its lock before it leaves its place to others. */
const lockPatienceMs = 2_000;
/** Entries are in the log before the run has ended, unless a sink is slow. */
const entriesPatienceMs = 8_000;
/** Pauses between attempts to store an end: with the database away for longer, the run is taken for lost. */
const storeWaitsMs = [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000];

/** Has a prepared run done by this worker and stores what came of it. Done twice it is one run. */
export function createExecuteRun(deps: ExecuteDeps) {
  const { runs, locks, self, now } = deps;

  async function finish(run: ScriptRun): Promise<ScriptRunStep> {
    return stepOf((await runs.find(run.runId)) ?? run, deps);
  }

  async function insist<T>(work: () => Promise<T>): Promise<T> {
    for (const waitMs of storeWaitsMs) {
      try {
        return await work();
      } catch (error) {
        deps.logger.warn({ err: error }, 'what came of a script could not be stored yet');
        await deps.wait(waitMs);
      }
    }
    return work();
  }

  /** Ends a run that was not given to the runner. */
  async function refuse(
    run: ScriptRun,
    status: UnrunEnding | ScriptEnding,
    message: string,
    code: string | null = null,
  ): Promise<ScriptRunStep> {
    await runs.end(run.runId, endWithout(status, message, run, now(), code));
    return finish(run);
  }

  async function carryOut(run: ScriptRun, input: ScriptRunInput, script: LoadedScript, work: ScriptWork) {
    const opened = await deps.openSecrets(script.secrets, run.context);
    if ('missing' in opened) {
      const where = `in the context ${run.context}, for the worker ${self.identity} on ${self.host}`;
      const why = opened.reason === undefined ? '' : `: ${opened.reason}`;
      return refuse(run, 'secret_unavailable', `The secret "${opened.missing}" is not available ${where}${why}.`);
    }
    const reached = await deps.openConnections(script.connections ?? [], run.context);
    if ('missing' in reached) {
      const where = `in the context ${run.context}, for the worker ${self.identity} on ${self.host}`;
      const message = `The connection "${reached.missing}" is not available ${where}: ${reached.reason}.`;
      return refuse(run, 'failed', message.replace(/\.\.$/, '.'), 'connection_unavailable');
    }
    const placed = (await script.place?.()) ?? { source: script.source };
    if ('code' in placed) return refuse(run, 'failed', placed.message, placed.code);
    const runner = await deps.runner();
    // On this host, what the attempt before has left must not run beside this one.
    if (run.attempt > 1) await runner.endLeftovers(scriptRunId(run.actionKey, run.attempt - 1));
    const stop = new AbortController();
    const onAbort = () => stop.abort();
    work.signal.addEventListener('abort', onAbort);
    if (work.signal.aborted) stop.abort();
    const live = createLiveOutput(
      { chunks: deps.chunks, onFault: (error) => deps.logger.warn({ err: error }, 'output cannot be followed') },
      run.runId,
    );
    const cancelling = setInterval(() => {
      runs.isCancelRequested(run.runId).then(
        (isWanted) => isWanted && stop.abort(),
        () => undefined,
      );
    }, beatMs);
    try {
      const outcome = await runner.run(
        jobOf(run, input, { ...script, ...placed }, { secrets: opened.values, ...given(reached) }),
        {
          signal: stop.signal,
          onOutput: (stream, text) => live.add(stream, text),
        },
      );
      await live.end();
      await store(run, outcome, work);
      return finish(run);
    } finally {
      clearInterval(cancelling);
      work.signal.removeEventListener('abort', onAbort);
    }
  }

  async function store(run: ScriptRun, given: ScriptOutcome, work: ScriptWork): Promise<void> {
    const { host, identity } = self;
    const told = given.status === 'runtime_unavailable' ? { ...given, error: unavailable(run, given) } : given;
    const writing = deps.writeEntries(entriesOf(run, told.events, host));
    const tooLate = async () => {
      await deps.wait(entriesPatienceMs);
      return deps.hasRequiredSink ? 'a required sink does not answer' : null;
    };
    const outcome = withRefusal(told, await Promise.race([writing, tooLate()]));
    const isLost = outcome.status === 'cancelled' && work.isWorkerStopping();
    const end = endOf(run, outcome, now());
    const message = `The worker ${identity} on ${host} was asked to stop while the script ran.`;
    const { stdout, stderr, result, artefacts } = outcome;
    await insist(() =>
      runs.end(run.runId, isLost ? { ...end, status: 'worker_lost', error: plainError(message) } : end, {
        ...{ stdout, stderr, result, artefacts },
      }),
    );
    await writing;
  }

  function unavailable(run: ScriptRun, { error }: ScriptOutcome): ScriptError {
    const { identity, host } = self;
    const why = error === null ? '' : ` (${error.message})`;
    return plainError(
      `The worker ${identity} on ${host}, which serves the queue ${run.taskQueue}, cannot run ${run.runtime}${why}.`,
    );
  }

  async function execute(run: ScriptRun, work: ScriptWork): Promise<ScriptRunStep> {
    const input = await runs.input(run.actionKey);
    const script = input === null ? undefined : await deps.load(input.source);
    if (input === null || script === undefined)
      return refuse(run, 'failed', 'The script, or what it was given, is gone.');
    const holder = { runId: run.runId, processId: self.id };
    if (run.lock !== null && !(await locks.take(run.lock, holder, lockPatienceMs))) return { kind: 'waiting' };
    try {
      // Its time is over before it has begun: another worker may have it.
      if (work.signal.aborted) return { kind: 'waiting' };
      const { identity: workerIdentity, host, osUser, id: processId } = self;
      const isOurs = await runs.take(run.runId, { processId, workerIdentity, host, osUser }, now());
      if (!isOurs) return await finish(run);
      return await carryOut({ ...run, startedAt: now() }, input, script, work);
    } finally {
      if (run.lock !== null) {
        const { lock } = run;
        await locks.release(lock, holder).catch((error: unknown) => {
          // Whoever wants it next finds that its run has ended.
          deps.logger.warn({ err: error, lock }, 'a lock could not be given back');
        });
      }
    }
  }

  return async function executeRun(runId: string, work: ScriptWork): Promise<ScriptRunStep> {
    const run = await runs.find(runId);
    if (run === null) throw new Error(`no run ${runId}`);
    if (hasRunEnded(run.status)) return finish(run);
    if (run.cancelRequestedAt !== null && run.status === 'waiting') {
      return refuse(run, 'cancelled', 'It was cancelled before it started.');
    }
    return withHeartbeats(
      () => work.heartbeat(),
      beatMs,
      () => execute(run, work),
    );
  };
}

export type ExecuteRun = ReturnType<typeof createExecuteRun>;

function jobOf(
  run: ScriptRun,
  input: ScriptRunInput,
  script: LoadedScript,
  secret: Pick<ScriptJob, 'secrets' | 'connections' | 'masked'>,
): ScriptJob {
  const { runId, runtime, mode, context: securityContext, timeoutSeconds } = run;
  const { name, source, sha256, neighbours, settings, limits } = script;
  const { context, params, lenientParams } = input;
  return {
    ...{ runId, runtime, mode, name, source, sha256, neighbours, context, params, settings, lenientParams },
    ...secret,
    limits: { ...limits, timeoutSeconds },
    securityContext,
  };
}

/** A script that has no connections sees none. */
function given({ connections, secrets }: Extract<OpenedConnections, { readonly connections: object }>) {
  return Object.keys(connections).length === 0 ? {} : { connections, masked: secrets };
}

function plainError(message: string): ScriptError {
  return { message, type: null, id: null, line: null };
}
