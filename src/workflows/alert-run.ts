import {
  CancellationScope,
  continueAsNew,
  ContinueAsNew,
  isCancellation,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { AlertActivities } from '../activities/alerts';
import type { AlertRunCounts } from '../domain/alerts/run';
import {
  alertRunInWords,
  type AlertRunStart,
  type AlertRunState,
  type AlertRunStep,
} from '../temporal/messages/alerts';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';
import { inLanes } from '../domain/values/lanes';
import { isAtStretchEnd, runScriptInStretches } from './script-run';

/** Items after which a run goes on in another one. */
const itemsPerRun = 2_000;
/** Each is some events of the history. */
const scriptsPerRun = 200;
const scriptLanes = 10;

function activities(startToCloseTimeout: '30s' | '1h') {
  return proxyActivities<AlertActivities>({
    taskQueue: siblingQueue(
      workflowInfo().taskQueue,
      'certloom',
      startToCloseTimeout === '30s' ? 'certloom' : 'delivery',
    ),
    startToCloseTimeout,
    ...(startToCloseTimeout === '1h' ? { heartbeatTimeout: '15s' } : { scheduleToCloseTimeout: '1h' }),
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  });
}

/** One pass of an alert over its items: page after page, in runs that follow each other. */
export async function alertRun(start: AlertRunStart, given?: AlertRunState): Promise<AlertRunCounts | null> {
  const short = activities('30s');
  const long = activities('1h');
  const begun = given ?? (await short.beginAlertRun(start));
  if (begun === null) {
    sayInWords('alert run, nothing to do');
    return null;
  }
  const { runId } = begun;
  try {
    let state = begun;
    let scriptsRun = 0;
    for (;;) {
      const step: AlertRunStep = await long.alertStretch(state);
      state = step.state;
      const { scripts = [] } = step;
      if (scripts.length > 0) {
        await inLanes(scripts, scriptLanes, async (plan) => void (await runScriptInStretches(plan)));
        scriptsRun += scripts.length;
        // What is done is known by the ledger, and what waits by its record: the next run goes on with the same page.
        if (scriptsRun >= scriptsPerRun || isAtStretchEnd()) await continueAsNew<typeof alertRun>(start, state);
        continue;
      }
      if (step.isDone) break;
      if (state.counts.evaluated - begun.counts.evaluated >= itemsPerRun)
        await continueAsNew<typeof alertRun>(start, state);
    }
    await short.endAlertRun(state);
    sayInWords(`alert run, ${alertRunInWords(state.counts)}`);
    return state.counts;
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    const message = isCancellation(error) ? 'cancelled' : 'a step failed for good; see the run';
    await CancellationScope.nonCancellable(() => short.failAlertRun(runId, message));
    throw error;
  }
}

/** What an event starts of an alert: a run over the one item that it happened to. */
export async function alertEvent(start: AlertRunStart): Promise<AlertRunCounts | null> {
  return alertRun(start);
}
