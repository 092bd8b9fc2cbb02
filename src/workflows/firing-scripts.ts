import {
  ChildWorkflowCancellationType,
  condition,
  continueAsNew,
  executeChild,
  ParentClosePolicy,
  proxyActivities,
  uuid4,
} from '@temporalio/workflow';
import type { EffectActivities } from '../activities/effects';
import { allEnded } from '../domain/values/lanes';
import { firingScriptsWorkflowId } from '../temporal/ids';
import { partsOf, type ScriptsLeft } from '../temporal/messages/scripts';
import { certloomSummary } from '../temporal/search-attributes';
import { deliveryActivities } from './deliveries';
import { sayInWords } from './in-words';
import { isLongRun } from './long-run';
import { oneStep, orSettle, settling } from './script-run';
import { workOnScripts, type ScriptWorkDeps } from './script-work';

const summary = 'scripts of firings';

const effects = proxyActivities<EffectActivities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

function workDeps(): ScriptWorkDeps {
  const delivery = deliveryActivities();
  return {
    step: oneStep,
    orDrop: orSettle,
    repeat: (runId) => settling.repeatScript(runId),
    settle: async ({ firingId, trigger, actionId }) =>
      (await settling.settleScriptAction({ firingId, trigger, actionId })).hasMore,
    async open(firingIds, most) {
      const opened = (await effects.startEffects(firingIds, most)) ?? [];
      return 'more' in opened ? opened : { scripts: opened, more: [] };
    },
    deliver: (firingIds) => delivery.deliver(firingIds, true),
    until: async (isSo, ms) => {
      if (ms !== undefined) return condition(isSo, ms);
      await condition(isSo);
      return true;
    },
    isLong: isLongRun,
    now: () => Date.now(),
  };
}

/** Goes on with scripts of firings that were too many for one run, in runs that follow each other. */
export async function firingScripts(given: ScriptsLeft): Promise<void> {
  const left = await workOnScripts(given, workDeps());
  if (left !== undefined) await continueAsNew<typeof firingScripts>(left);
  sayInWords(summary);
}

/** Has scripts run within this run as far as its history allows; the rest has runs of its own, and is waited for. */
export async function runScriptsOfFirings(given: ScriptsLeft): Promise<void> {
  const left = await workOnScripts(given, workDeps());
  if (left === undefined) return;
  await allEnded(
    partsOf(left).map(async ({ firingId, part }) => {
      await executeChild(firingScripts, {
        args: [part],
        workflowId: firingScriptsWorkflowId(firingId, uuid4()),
        // Who ends the firings ends their scripts, and hears when these have ended.
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: summary,
        typedSearchAttributes: [{ key: certloomSummary, value: summary }],
      });
    }),
  );
}
