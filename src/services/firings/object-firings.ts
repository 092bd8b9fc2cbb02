import type { EventCode } from '../../domain/events/catalogue';
import type { PayloadFacts } from '../../domain/events/payloads';
import type { FiringSubject } from '../../domain/firings/subject';
import type { Actor } from '../../domain/identity/actor';
import { claiming } from './claim';
import type { CarryingRun, FiringEvent, Occurrence } from './occurrence';
import { firingsWithEffects, outcomeOfBatch, type Pipeline } from './pipeline';
import { unplaced, type FiringRules } from './rules';

/** One time that an event happens to an approval, a job or another object that triggers do not change. */
export interface ObjectOccurrence {
  /** Unique among the occurrences of the event. */
  readonly key: string;
  readonly occurredAt: Date;
  readonly actor: Actor;
  readonly subject: FiringSubject;
  readonly payload: PayloadFacts;
  /** Whether it is recorded where no trigger applies; absent: as the setting of the event says. */
  readonly recordsWithoutTriggers?: boolean;
}

export interface ObjectFired {
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

export interface ObjectFiringsDeps {
  readonly pipeline: Pick<Pipeline, 'fire'>;
  readonly rules: (event: EventCode) => Promise<FiringRules>;
}

/** What fires, and how to start the run that carries it. */
export interface ObjectFiring {
  readonly event: EventCode;
  /** Null: the object is gone, and nothing fires. */
  readonly occurrence: () => Promise<ObjectOccurrence | null>;
  readonly workflowId: string;
  readonly startRun: () => Promise<void>;
}

/** Firings of single objects on the pipeline of every firing. */
export function createObjectFirings({ pipeline, rules: rulesOf }: ObjectFiringsDeps) {
  const hasTriggers = async (event: EventCode) => !(await rulesOf(event)).setsOf(unplaced).isEmpty;

  async function fire(event: EventCode, find: ObjectFiring['occurrence'], run: CarryingRun): Promise<ObjectFired> {
    const found = await find();
    const carried: FiringEvent<Occurrence, ObjectFired> = {
      event,
      payload: () => found?.payload ?? {},
      store: claiming(),
      async subjects() {
        if (found === null) return [];
        const records = found.recordsWithoutTriggers ?? (await rulesOf(event)).recordWithoutTriggers;
        if (!records && !(await hasTriggers(event))) return [];
        const { key, occurredAt, actor, subject } = found;
        const plain = { requestAttributes: {}, uploadId: null, decidedWith: null };
        return [{ ...plain, key, occurredAt, actor, subject: () => subject }];
      },
      close: async (fired) => ({
        firingsWithEffects: firingsWithEffects(fired),
        outcome: outcomeOfBatch(
          fired.map(({ firing }) => firing.outcome ?? 'error'),
          'unmatched',
        ),
      }),
    };
    return pipeline.fire(carried, run);
  }

  return {
    /** Fires as part of the run that carries it. */
    fire,

    /**
     * Starts the run where a trigger applies. Where none does there is nothing to carry out, so the firing is recorded
     * at once and the Temporal UI stays quiet. Doing it again changes nothing.
     */
    async tell({ event, occurrence, workflowId, startRun }: ObjectFiring): Promise<void> {
      if (await hasTriggers(event)) return startRun();
      // A trigger that was attached in this moment is carried out by the run under the same id.
      const { firingsWithEffects: left } = await fire(event, occurrence, { workflowId, runId: '' });
      if (left.length > 0) await startRun();
    },
  };
}

export type ObjectFirings = ReturnType<typeof createObjectFirings>;
