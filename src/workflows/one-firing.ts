import { upsertSearchAttributes } from '@temporalio/workflow';
import { certloomOutcome, certloomSummary } from '../temporal/search-attributes';
import { carryOutEffects } from './effects';

/** What came of the one firing that a run carries. */
export interface OneFired {
  readonly firingsWithEffects: readonly string[];
  readonly outcome: string;
}

/** Carries out what a firing of one object leads to, and says in the Temporal UI what came of it. */
export async function carryOutOne({ firingsWithEffects, outcome }: OneFired, what: string): Promise<void> {
  if (firingsWithEffects.length > 0) await carryOutEffects(firingsWithEffects);
  upsertSearchAttributes([
    { key: certloomOutcome, value: outcome },
    { key: certloomSummary, value: `${what}, ${outcome}` },
  ]);
}
