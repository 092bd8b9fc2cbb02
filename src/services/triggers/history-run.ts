import type { Firing } from '../../domain/firings/firing';
import { explainFiring, explainTrigger } from '../../domain/firings/reasons';
import { placedAgain } from '../../domain/firings/replay';
import { definitionsOf } from '../../domain/firings/effects';
import { createTurns } from '../../store/database/turns';
import type { FiringRow } from '../../store/firings/history';
import type { SubjectSource } from '../firings/subject-sources';
import { rehearsed, type OpenDryRun } from './dry-run';

/** A past firing beside what would come of it now. */
export interface ComparedFiring {
  readonly firing: FiringRow;
  readonly name: string | null;
  readonly outcome: string;
  readonly matchedTriggers: Firing['matchedTriggers'];
  readonly explain: string;
  readonly isChanged: boolean;
}

export interface ComparedPage {
  readonly compared: readonly ComparedFiring[];
  /** Firings whose subject is gone or was never stored. */
  readonly gone: number;
}

/**
 * Tries triggers on what past firings were about, as it is now, each by the clock of its firing. Nothing is written.
 */
export async function compareWithHistory(
  dryRun: Pick<OpenDryRun, 'run'>,
  source: Pick<SubjectSource, 'findMany'>,
  firings: readonly FiringRow[],
): Promise<ComparedPage> {
  const uuids = [...new Set(firings.flatMap(({ objectUuid }) => objectUuid ?? []))];
  const subjects = await source.findMany(uuids);
  const turns = createTurns();
  const compared: ComparedFiring[] = [];
  for (const firing of firings) {
    const subject = firing.objectUuid === null ? undefined : subjects.get(firing.objectUuid);
    if (subject === undefined) continue;
    const { sets, decision } = dryRun.run(placedAgain(subject, firing), {
      ...{ at: firing.occurredAt, actor: firing.actor, particulars: firing.particulars },
    });
    const { outcome, matched } = decision;
    const definitions = definitionsOf(sets);
    compared.push({
      ...{ firing, name: subject.name, outcome, matchedTriggers: matched },
      explain: explainFiring(
        rehearsed(decision),
        (result) => explainTrigger(result, definitions.get(result.trigger)),
        true,
      ),
      isChanged: outcome !== firing.outcome || !areSame(matched, firing.matchedTriggers),
    });
    await turns.give();
  }
  return { compared, gone: firings.length - compared.length };
}

function areSame(some: Firing['matchedTriggers'], others: Firing['matchedTriggers']): boolean {
  const uuids = (list: Firing['matchedTriggers']) => [...new Set(list.map(({ uuid }) => uuid))].sort().join();
  return uuids(some) === uuids(others);
}

/** How often each trigger would match. */
export function matchesByTrigger(compared: readonly ComparedFiring[]) {
  const counts = new Map<string, { readonly uuid: string; readonly name: string; matched: number }>();
  for (const { uuid, name } of compared.flatMap(({ matchedTriggers }) => matchedTriggers)) {
    const known = counts.get(uuid) ?? { uuid, name, matched: 0 };
    known.matched += 1;
    counts.set(uuid, known);
  }
  return [...counts.values()];
}
