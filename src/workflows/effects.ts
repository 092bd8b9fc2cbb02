import { CancellationScope, isCancellation, patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { EffectActivities } from '../activities/effects';
import { allEnded } from '../domain/values/lanes';
import { deliveryActivities } from './deliveries';
import { runScriptsOfFirings } from './firing-scripts';
import { runScripts } from './script-effects';

const effects = proxyActivities<EffectActivities>({
  startToCloseTimeout: '10m',
  heartbeatTimeout: '30s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
});

/** Scripts that are opened together, and those that workers have in their queue at once: of one run. */
const scriptsAtOnce = 100;
const lanes = 20;

/**
 * Starts the effects of decided firings in their order and closes the firings; then follows the ledger until no
 * delivery is open and no script runs. What is being retried, or takes long, holds neither the next effect nor the
 * closing, unless an action is to stop what follows it. `started` is called in between.
 */
export async function carryOutEffects(
  firingIds: readonly string[],
  started: () => Promise<void> = async () => undefined,
): Promise<void> {
  await orCancel(firingIds, async () => {
    const opened = (await effects.startEffects([...firingIds], scriptsAtOnce)) ?? undefined;
    await started();
    if (opened === undefined) return followDeliveries(firingIds);
    const { scripts, more } = 'more' in opened ? opened : { scripts: opened, more: [] };
    if (patched('scripts in stretches')) {
      const given = { scripts, ask: more, follow: [], lanes };
      await allEnded([runScriptsOfFirings(given), followDeliveries(firingIds)]);
    } else await allEnded([followDeliveries(firingIds), runScripts(scripts, carryOutEffects)]);
  });
}

/** What is not sent when a person cancels the run stays unsent, and the records say so. */
export async function orCancel(firingIds: readonly string[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => effects.cancelEffects([...firingIds]));
    throw error;
  }
}

/** Many deliveries that are tried again have many moments: after so many rounds those that are close together wait for each other. */
const promptRounds = 300;
const laterPauseMs = 60_000;

/**
 * The ledger says when to look again; the timer is durable. A run ends when nothing is open, at most after 24 h.
 * `isAgain`: what came of earlier deliveries is noted also when none is open.
 */
export async function followDeliveries(firingIds: readonly string[], isAgain = false): Promise<void> {
  const delivery = deliveryActivities();
  for (let settles = isAgain, rounds = 1; ; settles = true, rounds += 1) {
    const { open, waitMs } = await delivery.deliver([...firingIds], settles);
    if (open === 0) return;
    await sleep(rounds < promptRounds ? waitMs : Math.max(waitMs, laterPauseMs));
  }
}
