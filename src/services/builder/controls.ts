import { hasInstanceEnded } from '../../domain/builder/instance';
import type { InstanceChange, InstanceState } from '../../domain/builder/visit-state';
import type { Actor } from '../../domain/identity/actor';
import { CertloomError } from '../../domain/problem';
import type { InstanceStore } from '../../store/builder/instances';
import type { VariableStore } from '../../store/builder/variables';
import type { StepVisitStore } from '../../store/builder/visits';
import type { ServiceLogger } from '../logger';
import { forTheRecord } from './record';
import type { InstanceStarter } from './start';

export interface InstanceControlDeps {
  readonly instances: Pick<InstanceStore, 'find' | 'move' | 'remove'>;
  readonly visits: Pick<StepVisitStore, 'write' | 'removeOf'>;
  readonly variables: Pick<VariableStore, 'removeOf'>;
  readonly start: InstanceStarter['start'];
  /** The published version of a definition; null: it has none. */
  readonly publishedVersion: (definition: string) => Promise<number | null>;
  readonly hasVersion: (definition: string, version: number) => Promise<boolean>;
  /** Whether it came from elsewhere: its instances end as there when they are stopped. */
  readonly isImported: (definition: string) => Promise<boolean>;
  /** Asks for the end of the run of a script. */
  readonly cancelScript: (runId: string) => Promise<void>;
  readonly wake: (instanceUuid: string, isStopped: boolean) => Promise<void>;
  readonly logger: Pick<ServiceLogger, 'warn'>;
  readonly now: () => Date;
}

export type RestartWish =
  { readonly from: 'failed_step' } | { readonly from: 'beginning'; readonly version?: number | undefined };

const moveTries = 20;
const lookAfterMs = 60_000;

/** What people do with instances: stop them, restart them, and delete ended ones. */
export function createInstanceControls(deps: InstanceControlDeps) {
  const { instances, now } = deps;

  async function get(uuid: string): Promise<InstanceState> {
    const found = await instances.find(uuid);
    if (found === null) throw new CertloomError('not_found', 'There is no such instance.');
    return found;
  }

  /** Onto whatever it has become meanwhile, as long as that allows it. */
  async function moving(
    uuid: string,
    change: (state: InstanceState) => InstanceChange | Promise<InstanceChange>,
  ): Promise<{ readonly before: InstanceState; readonly after: InstanceState }> {
    for (let tries = 0; tries < moveTries; tries += 1) {
      const before = await get(uuid);
      const at = now();
      const after = await instances.move(before, await change(before), at, new Date(at.getTime() + lookAfterMs));
      if (after !== null) return { before, after };
    }
    throw new CertloomError('conflict', 'The instance moves at this moment; try again.');
  }

  async function tell(uuid: string, isStopped: boolean): Promise<void> {
    await deps
      .wake(uuid, isStopped)
      .catch((error: unknown) =>
        deps.logger.warn({ err: error, instance: uuid }, 'the run of an instance is told later'),
      );
  }

  /** Ends one that is under way, with its script and with a record of the step that it was at. */
  async function end(uuid: string, to: (state: InstanceState) => Promise<InstanceChange>): Promise<InstanceState> {
    const { before, after } = await moving(uuid, async (state) => ({
      ...(await to(state)),
      ...{ endedAt: now(), signals: [], open: null },
      ...cancelledVisit(state, now()),
    }));
    if (before.settled !== null) await deps.visits.write(before.settled);
    if (after.settled !== null) await deps.visits.write(after.settled);
    const runId = before.open?.runId ?? null;
    if (runId !== null) await deps.cancelScript(runId);
    await tell(uuid, true);
    return after;
  }

  return {
    get,

    /** Throws `invalid_state` for one that has ended. */
    async stop(uuid: string, by: Actor): Promise<InstanceState> {
      return end(uuid, async (state) => {
        if (hasInstanceEnded(state.status)) throw ended(state, 'stopped');
        const isRejected = state.status === 'suspended' && (await deps.isImported(state.definition.uuid));
        return { status: isRejected ? 'rejected' : 'cancelled', statusMessage: `Stopped by ${by.name}.` };
      });
    },

    /**
     * At the failed step: the same instance goes on with the next attempt, on its version, with the variables of then.
     * From the beginning: another one begins, and this one is over. Throws `invalid_state`, `not_found` of a version.
     */
    async restart(uuid: string, wish: RestartWish, by: Actor): Promise<InstanceState> {
      if (wish.from === 'failed_step') {
        const { after } = await moving(uuid, (state) => {
          if (state.status !== 'failed') throw ended(state, 'restarted at a failed step', 'failed');
          return {
            ...{ status: 'running', statusMessage: null, errorCode: null, endedAt: null, signals: [] },
            // Each attempt counts its visits anew: the log of the one before stays.
            ...{ attempt: state.attempt + 1, open: null, seq: 0, settled: null },
            visits: state.currentStep === null ? {} : { [state.currentStep]: 1 },
          };
        });
        await tell(uuid, false);
        return after;
      }
      const before = await get(uuid);
      const { status, definition } = before;
      if (before.restartedAs !== null) return get(before.restartedAs);
      if (status !== 'failed' && status !== 'suspended') {
        throw ended(before, 'restarted from the beginning', 'failed or suspended');
      }
      const version = wish.version ?? (await deps.publishedVersion(definition.uuid)) ?? definition.version;
      if (!(await deps.hasVersion(definition.uuid, version))) {
        throw new CertloomError('not_found', `The definition has no version ${version}.`);
      }
      // First: who asks twice, or after a crash, is led to the same.
      const { uuid: next } = await deps.start({
        ...{ definition: definition.uuid, version, startKey: `${before.startKey}#restart:${uuid}` },
        ...{ item: before.item, itemName: before.itemName, initialData: before.initialData, context: before.context },
        ...{ startedBy: before.startedBy, cause: before.cause },
      });
      await end(uuid, async (state) => {
        if (state.status !== 'failed' && hasInstanceEnded(state.status)) throw ended(state, 'restarted');
        const statusMessage = `Restarted from the beginning by ${by.name}.`;
        return { status: 'cancelled_for_restart', statusMessage, restartedAs: next };
      });
      return get(next);
    },

    /** Throws `invalid_state` for one that is under way. */
    async remove(uuid: string): Promise<InstanceState> {
      const state = await get(uuid);
      if (!hasInstanceEnded(state.status)) {
        throw new CertloomError('invalid_state', 'The instance is under way: stop it first.');
      }
      await deps.visits.removeOf([uuid]);
      await deps.variables.removeOf([uuid]);
      await instances.remove([uuid]);
      return state;
    },
  };
}

export type InstanceControls = ReturnType<typeof createInstanceControls>;

/** The record of a step that is under way when its instance is ended. */
function cancelledVisit(state: InstanceState, at: Date): Pick<InstanceChange, 'settled' | 'seq'> {
  const { open, currentStep } = state;
  if (open === null || currentStep === null) return {};
  const seq = state.seq + 1;
  return {
    seq,
    settled: {
      ...{ instance: state.uuid, seq, attempt: state.attempt, uniqueName: currentStep, type: open.type },
      ...{ visit: state.visits[currentStep] ?? 1, status: 'cancelled', startedAt: open.startedAt, endedAt: at },
      ...{ inputs: forTheRecord(open.inputs), outputs: null, left: null, error: null, runId: open.runId },
      message: open.message,
    },
  };
}

function ended({ status }: InstanceState, what: string, wanted?: string): CertloomError {
  const only = wanted === undefined ? '' : ` Only one that is ${wanted} can be.`;
  return new CertloomError(
    'invalid_state',
    `The instance is ${status.replaceAll('_', ' ')} and cannot be ${what}.${only}`,
  );
}
