import { setTimeout as sleep } from 'node:timers/promises';
import { createEffectActivities } from '../../activities/effects';
import { createReplayActivities } from '../../activities/replay';
import { createEffects } from '../../services/firings/effects';
import { createDigestOutcomes } from '../../services/notifications/digest-outcomes';
import { createPipeline, type Pipeline } from '../../services/firings/pipeline';
import { createReplayRun } from '../../services/firings/replay-run';
import { createRulesOfEvents } from '../../services/firings/rules';
import type { Foundation } from '../foundation';
import { createFiringCounts } from './firing-counts';
import type { CreatePart } from './part';

/** What happens to every firing once it is decided, whatever its event. */
export const firingsPart: CreatePart = ({ foundation, notifications, sources }) => ({
  name: 'firings',
  workflows: ['firingReplay'],
  activities: () => {
    const { stores, logger, metrics, now } = foundation;
    const replays = createReplayRun({
      pipeline: createFiringPipeline(foundation),
      sources,
      findFiring: (firingId) => stores.eventHistory.find(firingId),
      firings: stores.firings,
      userOf: async (uuid) => (await stores.directory.snapshot()).users.get(uuid),
    });
    const effects = createEffects({
      firings: stores.firings,
      counts: createFiringCounts(metrics),
      payloads: stores.noticePayloads,
      notices: notifications.notices,
      logger,
      deliveries: {
        openIds: stores.deliveries.openIds,
        openMoments: stores.deliveries.openMoments,
        countOpen: notifications.ledger.countOpen,
        cancelOpen: notifications.ledger.cancelOpen,
      },
      digests: createDigestOutcomes({ items: stores.digestItems, deliveries: stores.deliveries }),
      loadSets: (snapshotId) => stores.snapshots.load(snapshotId),
      now,
      wait: async (ms, signal) => void (await sleep(ms, undefined, { signal })),
    });
    const activities = createEffectActivities(effects);
    return { certloom: { ...activities, ...createReplayActivities(replays) }, delivery: activities };
  },
});

/** The pipeline that the part of each event fires on. */
export function createFiringPipeline({ stores, metrics, logger, now }: Foundation): Pipeline {
  return createPipeline({
    rules: createRulesOfEvents(stores),
    stores: { firings: stores.firings, noticePayloads: stores.noticePayloads, history: stores.certificateHistory },
    counts: createFiringCounts(metrics),
    logger,
    now,
    steadyClock: () => performance.now(),
  });
}
