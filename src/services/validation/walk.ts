import type { ValidationStore } from '../../store/validation/validations';
import type {
  StatusBatch,
  ValidationRequest,
  ValidationWalk,
  ValidationWalkStep,
} from '../../temporal/messages/validation';
import { withHeartbeats, type Work } from '../work/work';
import type { Checked, Checks } from './checks';
import { statusBatches } from './status-firings';

export interface ValidationWalkDeps {
  readonly validations: Pick<ValidationStore, 'due' | 'openChanges' | 'changesOf'>;
  readonly checks: Pick<Checks, 'check'>;
  /** Starts the run that fires these changes; doing it again changes nothing. */
  readonly startBatch: (batch: StatusBatch) => Promise<void>;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyClock: () => number;
}

/** One stretch works as long as this, then the workflow notes how far the walk is. */
const stretchMs = 8_000;
const pageSize = 100;
const leftOpen = 1_000;
/** A worker that dies is missed soon, although a page may wait long for other servers. */
const heartbeatMs = 5_000;

/** The regular check of what has waited longest, and the check of what somebody asks for. */
export function createValidationWalk(deps: ValidationWalkDeps) {
  const { validations, checks } = deps;

  async function fire(changed: readonly string[]): Promise<void> {
    for (const batch of statusBatches(await validations.changesOf(changed))) await deps.startBatch(batch);
  }

  /** Fires what a process that died has left without its event. */
  async function fireLeftOpen(): Promise<number> {
    const open = await validations.openChanges(leftOpen);
    for (const batch of statusBatches(open)) await deps.startBatch(batch);
    return open.length;
  }

  return {
    fireLeftOpen,

    /** Some seconds of checks. What is checked is not due any more, so a second attempt goes on behind it. */
    async stretch(from: ValidationWalk, { signal, heartbeat, isRepeat }: Work): Promise<ValidationWalkStep> {
      const deadline = deps.steadyClock() + stretchMs;
      let walk = from;
      return withHeartbeats(
        () => heartbeat(walk),
        heartbeatMs,
        async () => {
          // The attempt before may have written changes, and died before it started the run that fires them.
          if (isRepeat) await fireLeftOpen();
          while (deps.steadyClock() < deadline) {
            signal.throwIfAborted();
            const uuids = await validations.due(deps.now(), pageSize);
            if (uuids.length === 0) return { walk, isDone: true };
            const done = await checks.check(uuids);
            await fire(done.changed);
            walk = { checked: walk.checked + done.checked, changed: walk.changed + done.changed.length };
            heartbeat(walk);
          }
          return { walk, isDone: false };
        },
      );
    },

    /** Checks these now and fires what changes, or what an attempt that died has left of them. */
    checkNow({ certificates }: ValidationRequest, { heartbeat, isRepeat }: Omit<Work, 'signal'>): Promise<Checked> {
      return withHeartbeats(heartbeat, heartbeatMs, async () => {
        const done = await checks.check(certificates, true);
        await fire(isRepeat ? certificates : done.changed);
        return done;
      });
    },
  };
}

export type ValidationWalker = ReturnType<typeof createValidationWalk>;
