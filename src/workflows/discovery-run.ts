import {
  CancellationScope,
  condition,
  ContinueAsNew,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { DiscoveryReadActivities, DiscoveryRunActivities } from '../activities/discovery-run';
import {
  discoveryInWords,
  discoveryNews,
  type DiscoveryRunState,
  type DiscoverySummary,
} from '../temporal/messages/discoveries';
import { siblingQueue } from '../temporal/queues';
import { sayInWords } from './in-words';

/** A stretch is a minute of work and a handful of events: a run stays far below 2,000 events. */
const stretchesPerRun = 100;
/** Pushed content is waited for this long; then the run ends with what it has. */
const idleMs = 15 * 60_000;
/** A batch that has not moved for so long is started again, so often. */
const stuckMs = 60_000;
const restarts = 3;
/** Batches whose start was lost are looked for so often. */
const lostEveryMs = 10_000;

const retry = { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '1m' } as const;
const short = proxyActivities<DiscoveryRunActivities>({ startToCloseTimeout: '1m', retry });

/** One run of a discovery: reads its source, has what it finds decided, and says how it ended. */
export async function discoveryRun(given: DiscoveryRunState): Promise<DiscoverySummary | null> {
  let hasNews = false;
  setHandler(discoveryNews, () => void (hasNews = true));
  const { runId } = given;
  try {
    if (given.isLost === true) await short.breakOffDiscovery(runId, 'lost');
    else {
      const beginning = await short.beginDiscovery(runId);
      if (beginning === null) return null;
      if (beginning.isPushed) {
        await awaitContent(runId, async (ms) => {
          await condition(() => hasNews, ms);
          hasNews = false;
        });
      } else await readSource(given);
    }
    await settle(runId);
  } catch (error) {
    if (error instanceof ContinueAsNew) throw error;
    await CancellationScope.nonCancellable(async () => {
      await short.breakOffDiscovery(runId, isCancellation(error) ? 'cancelled' : 'fault');
      await settle(runId);
      await short.endDiscovery(runId);
    });
    throw error;
  }
  const summary = await short.endDiscovery(runId);
  if (summary !== null) sayInWords(discoveryInWords(summary));
  return summary;
}

async function readSource(given: DiscoveryRunState): Promise<void> {
  const long = proxyActivities<DiscoveryReadActivities>({
    taskQueue: siblingQueue(workflowInfo().taskQueue, 'certloom', 'scan'),
    startToCloseTimeout: '10m',
    heartbeatTimeout: '30s',
    retry: { ...retry, maximumAttempts: 50 },
  });
  let state = given;
  for (let stretches = 0; ; stretches += 1) {
    if (stretches >= stretchesPerRun || workflowInfo().continueAsNewSuggested) {
      await continueAsNew<(next: DiscoveryRunState) => Promise<unknown>>(state);
    }
    const step = await long.readDiscovery(state);
    if (step.isRead) return;
    state = step.state;
  }
}

/** Until somebody says that no more will come, or nothing has come for long. */
async function awaitContent(runId: string, wait: (ms: number) => Promise<void>): Promise<void> {
  for (;;) {
    const { isComplete, quietMs } = await short.contentOf(runId);
    if (isComplete || quietMs >= idleMs) return;
    await wait(idleMs - quietMs);
  }
}

/** Until everything that was found is decided. Batches are runs of their own; one that was lost is started again. */
async function settle(runId: string): Promise<void> {
  let again = 0;
  let last = -1;
  let since = Date.now();
  let lookedAt = 0;
  for (let rounds = 0; ; rounds += 1) {
    // Each start of a batch is a call of the engine, also of one that runs.
    const findsLost = again > 0 || Date.now() - lookedAt >= lostEveryMs;
    if (findsLost) lookedAt = Date.now();
    const { open } = await short.settleDiscovery(runId, again, findsLost);
    if (open === 0) return;
    if (open !== last) since = Date.now();
    last = open;
    if (Date.now() - since >= stuckMs) {
      again += 1;
      since = Date.now();
      if (again > restarts) return;
    }
    await sleep(Math.min(2_000, 100 * (rounds + 1)));
  }
}
