import type { EventCode } from '../../domain/events/catalogue';
import type { ServiceLogger } from '../logger';
import { createTurns } from '../../store/database/turns';
import { createClosedCount, type FiringCounts } from './counts';
import { decideOccurrence, type BatchContext } from './decide-occurrence';
import type { CarryingRun, Fired, FiringEvent, FiringStores, Occurrence } from './occurrence';
import type { FiringRules, ReadySetsOf } from './rules';

export interface PipelineDeps {
  readonly rules: (event: EventCode) => Promise<FiringRules>;
  readonly stores: FiringStores;
  readonly counts: Pick<FiringCounts, 'closed'>;
  readonly logger: ServiceLogger;
  readonly now: () => Date;
  /** Milliseconds of a steady clock. */
  readonly steadyClock: () => number;
}

/**
 * The way of every firing, whatever the event and its subject: rules, decide, claim by occurrence key, change, notice,
 * history, count. Made again after a crash it comes to the same end: ids follow from keys, and every write may be
 * repeated.
 */
export function createPipeline({ rules: rulesOf, stores, counts, logger, now, steadyClock }: PipelineDeps) {
  const closed = createClosedCount(stores, counts);
  return {
    /** Carries out one batch; one firing that fails stops no other. */
    async fire<O extends Occurrence, R>(event: FiringEvent<O, R>, run: CarryingRun): Promise<R> {
      const [rules, occurrences] = await Promise.all([rulesOf(event.event), event.subjects()]);
      const recorded = await setsDecidedWith(rules, occurrences);
      const context = { rules, recorded, run, startedAt: now(), now, steadyClock, logger };
      const batch = await decideAll(event, occurrences, context);
      // Before any firing names them.
      await Promise.all([...new Set(batch.map(({ sets }) => sets))].map((sets) => sets.save()));
      const fired = await event.store(batch, { stores: closed.stores, rules, now });
      closed.count(fired.map(({ firing }) => firing));
      return event.close(fired, rules);
    },
  };
}

export type Pipeline = ReturnType<typeof createPipeline>;

/** Firings of the batch whose effects are still to be started. */
export function firingsWithEffects(fired: readonly Fired[]): string[] {
  return fired
    .filter(({ decided }) => decided !== null && decided.decision.effects.length > 0)
    .map(({ firing }) => firing._id);
}

/** One outcome for the run's search attribute: that of all, or `mixed`. */
export function outcomeOfBatch(outcomes: readonly string[], ofNone: string): string {
  const [outcome = ofNone, ...more] = new Set(outcomes);
  return more.length > 0 ? 'mixed' : outcome;
}

/** Decisions are pure, and long texts may make each take some time: others get their turn between them. */
async function decideAll<O extends Occurrence>(
  event: FiringEvent<O, unknown>,
  occurrences: readonly O[],
  context: BatchContext,
): Promise<Fired<O>[]> {
  const turns = createTurns();
  const batch: Fired<O>[] = [];
  for (const occurrence of occurrences) {
    batch.push(decideOccurrence(event, occurrence, context));
    await turns.give();
  }
  return batch;
}

async function setsDecidedWith(
  rules: FiringRules,
  occurrences: readonly Occurrence[],
): Promise<ReadonlyMap<string, ReadySetsOf>> {
  const ids = new Set(occurrences.flatMap(({ decidedWith }) => decidedWith ?? []));
  if (ids.size === 0) return new Map();
  return new Map(await Promise.all([...ids].map(async (id) => [id, await rules.recorded(id)] as const)));
}
