import type { Discovery, DiscoveryRun, OpenRun, RunCause } from '../../domain/discoveries/discovery';
import { CertloomError } from '../../domain/problem';
import type { DiscoveryStore } from '../../store/discoveries/discoveries';
import { runIdOf, type DiscoveryRunStore } from '../../store/discoveries/runs';
import { readEngineError, engineUnavailable } from '../../temporal/engine-errors';
import { discoveryWorkflowId } from '../../temporal/ids';
import type { DiscoveryRunState } from '../../temporal/messages/discoveries';

export interface StartDeps {
  readonly discoveries: Pick<DiscoveryStore, 'get' | 'takeRun' | 'noteRun' | 'closeRun'>;
  readonly runs: Pick<DiscoveryRunStore, 'ensure' | 'find' | 'byExecution' | 'requestCancel' | 'complete' | 'remove'>;
  readonly start: (state: DiscoveryRunState, workflowId: string) => Promise<void>;
  /** False when there is no such run, or it has ended. */
  readonly tell: (workflowId: string) => Promise<boolean>;
  readonly now: () => Date;
}

/** Others may begin and end runs at the same time. */
const tries = 3;

/** Begins runs, and tells them that they are to end. */
export function createDiscoveryStart(deps: StartDeps) {
  function runOf({ uuid }: Discovery, { number, executionId, by }: OpenRun): DiscoveryRun {
    const at = deps.now();
    return {
      ...{ id: runIdOf(uuid, number), discovery: uuid, number, executionId, by },
      ...{ status: 'inProgress', message: null, workflowId: discoveryWorkflowId(uuid, number) },
      ...{ startedAt: at, readAt: null, endedAt: null, seenAt: at, cancelRequested: false, isComplete: false },
      ...{ done: 0, total: null, failure: null, silent: 0, rows: null, gaps: null },
    };
  }

  /** Writes the run down and has it carried out; made again, it finds both there. */
  async function carryOn(discovery: Discovery, openRun: OpenRun): Promise<DiscoveryRun> {
    const fresh = runOf(discovery, openRun);
    await deps.runs.ensure(fresh);
    const run = (await deps.runs.find(fresh.id)) ?? fresh;
    // An end that a process did not live to see through.
    if (run.endedAt !== null) {
      await deps.discoveries.closeRun(discovery.uuid, run.number);
      return run;
    }
    const { startedAt: startTime, status, by } = run;
    await deps.discoveries.noteRun(discovery.uuid, run.number, {
      ...{ status, message: null, startTime, endTime: null, totalCertificateDiscovered: 0, userUuid: by.uuid },
    });
    await deps.start({ runId: run.id, position: 0 }, run.workflowId);
    return run;
  }

  /** Nothing is promised when the engine cannot be reached. */
  async function begin(discovery: Discovery, openRun: OpenRun): Promise<DiscoveryRun> {
    try {
      return await carryOn(discovery, openRun);
    } catch (error) {
      const meant = readEngineError(error);
      if (meant === 'over' || meant === 'pending' || meant.code === 'internal') throw error;
      await deps.runs.remove(runIdOf(discovery.uuid, openRun.number));
      const { status, message, startTime, endTime, totalCertificateDiscovered, userUuid } = discovery;
      await deps.discoveries.noteRun(discovery.uuid, openRun.number, {
        ...{ status, message, startTime, endTime, totalCertificateDiscovered, userUuid },
      });
      await deps.discoveries.closeRun(discovery.uuid, openRun.number);
      throw engineUnavailable();
    }
  }

  async function startRun(uuid: string, cause: RunCause): Promise<DiscoveryRun> {
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const discovery = await deps.discoveries.get(uuid);
      const known = await deps.runs.byExecution(uuid, cause.executionId);
      if (known !== null && known.number !== discovery.openRun?.number) return known;
      const { openRun } = discovery;
      if (openRun !== null) {
        const run = await carryOn(discovery, openRun);
        if (openRun.executionId === cause.executionId) return run;
        if (run.endedAt === null) throw underWay(run.number);
        continue;
      }
      const taken = await deps.discoveries.takeRun(uuid, discovery, cause);
      if (taken !== null) return begin(discovery, taken);
    }
    throw new CertloomError('conflict', 'Others keep starting runs of this discovery; try again.');
  }

  async function openRunOf(runId: string): Promise<DiscoveryRun> {
    const run = await deps.runs.find(runId);
    if (run === null) throw new CertloomError('not_found', 'There is no such run.');
    return run;
  }

  /** Has a run look at its row. One whose process died before it was started is started now. */
  async function wake({ id, workflowId }: DiscoveryRun): Promise<void> {
    if (!(await deps.tell(workflowId))) await deps.start({ runId: id, position: 0 }, workflowId);
  }

  return {
    /**
     * Begins the next run of a discovery. The same execution again is the same run, also when that has ended.
     * Throws `not_found`, `invalid_state` while another run is under way, and `engine_unavailable`.
     */
    startRun,

    /** Asks a run to stop; what it has found stays. Throws `invalid_state` when it has ended. */
    async cancel(runId: string): Promise<DiscoveryRun> {
      const run = await openRunOf(runId);
      if (!(await deps.runs.requestCancel(runId))) throw ended();
      await wake(run);
      return openRunOf(runId);
    },

    /** Nothing more will be sent to the run. One that has ended keeps its end. */
    async complete(runId: string): Promise<DiscoveryRun> {
      const run = await openRunOf(runId);
      if (await deps.runs.complete(runId)) await wake(run);
      return openRunOf(runId);
    },
  };
}

export type DiscoveryStart = ReturnType<typeof createDiscoveryStart>;

function underWay(number: number): CertloomError {
  return new CertloomError(
    'invalid_state',
    `Run ${number} of this discovery is under way; wait for its end, or cancel it.`,
  );
}

function ended(): CertloomError {
  return new CertloomError('invalid_state', 'This run has ended already.');
}
