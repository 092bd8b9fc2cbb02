import { hasRunEnded, type ScriptRun } from '../../domain/scripts/run-record';
import { summaryOf } from '../../domain/scripts/run-end';
import type { ScriptRunStep } from '../../temporal/messages/scripts';
import type { PrepareRuns } from './prepare';

/** A script that ends its workers is not tried for ever. */
const mostAttempts = 5;

/** Whether another run follows by itself: the worker was lost, and the script may be repeated. */
export function mayFollow({ status, repeatable, attempt, cancelRequestedAt }: ScriptRun): boolean {
  return status === 'worker_lost' && repeatable && attempt < mostAttempts && cancelRequestedAt === null;
}

/** Where a run stands, with the one that follows a lost one that may be repeated. */
export async function stepOf(
  run: ScriptRun,
  { prepareNext }: Pick<PrepareRuns, 'prepareNext'>,
): Promise<ScriptRunStep> {
  if (!hasRunEnded(run.status)) return { kind: 'waiting' };
  const summary = summaryOf(run);
  const next = mayFollow(run) ? await prepareNext(run) : undefined;
  return { kind: 'ended', summary, ...(next === undefined ? {} : { next }) };
}
