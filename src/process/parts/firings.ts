import { setTimeout as sleep } from 'node:timers/promises';
import { createEffectActivities, createScriptEffectActivities } from '../../activities/effects';
import { createReplayActivities } from '../../activities/replay';
import { createEffects } from '../../services/firings/effects';
import { createDigestOutcomes } from '../../services/notifications/digest-outcomes';
import { createPipeline, type Pipeline } from '../../services/firings/pipeline';
import { createReplayRun } from '../../services/firings/replay-run';
import { createActionFacts } from '../../services/firings/action-facts';
import { createScriptAction } from '../../services/firings/script-action';
import { createScriptAttributes } from '../../services/firings/script-attributes';
import { createScriptSettle } from '../../services/firings/script-settle';
import { createRulesOfEvents } from '../../services/firings/rules';
import { createWorkflowAction, type StartableVersion } from '../../services/firings/workflow-action';
import type { Stores } from '../../store/stores';
import type { Foundation } from '../foundation';
import { createInstanceServices } from './instance-services';
import { createFiringCounts } from './firing-counts';
import type { CreatePart } from './part';

/** What happens to every firing once it is decided, whatever its event. */
export const firingsPart: CreatePart = ({ foundation, notifications, sources, scripts }) => ({
  name: 'firings',
  workflows: ['firingReplay', 'firingScripts'],
  activities: () => {
    const { stores, logger, metrics, now } = foundation;
    const replays = createReplayRun({
      pipeline: createFiringPipeline(foundation),
      sources,
      findFiring: (firingId) => stores.eventHistory.find(firingId),
      firings: stores.firings,
      userOf: async (uuid) => (await stores.directory.snapshot()).users.get(uuid),
    });
    const facts = createActionFacts({
      payload: (firingId) => stores.noticePayloads.load(firingId),
      certificate: (uuid) => stores.inventory.find(uuid),
      names: () => stores.directory.snapshot(),
      now,
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
      openScript: createScriptAction({
        facts,
        prepare: (request) => scripts.prepare.prepare(request),
        planned: (key) => scripts.prepare.newest(key),
      }),
      startWorkflow: createWorkflowAction({
        facts,
        definition: (given) => startableVersion(stores, given),
        start: createInstanceServices({ foundation, sources }).start,
      }),
      loadSets: (snapshotId) => stores.snapshots.load(snapshotId),
      now,
      wait: async (ms, signal) => void (await sleep(ms, undefined, { signal })),
    });
    const settling = createScriptSettle({
      ...{ firings: stores.firings, counts: createFiringCounts(metrics), runs: stores.scriptRuns },
      applyAttributes: createScriptAttributes({
        ...{ sources, directory: () => stores.directory.snapshot(), seal: foundation.sealValue, now },
      }),
      loadSets: (snapshotId) => stores.snapshots.load(snapshotId),
      rightsOf: (user) => stores.directory.permissionsOf(user),
    });
    const activities = createEffectActivities(effects);
    const forRuns = { ...createReplayActivities(replays), ...createScriptEffectActivities(settling) };
    return { certloom: { ...activities, ...forRuns }, delivery: activities };
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

/** By uuid or name; a text says why no instance of it can begin. */
async function startableVersion({ definitions }: Stores, given: string): Promise<StartableVersion | string> {
  const found = (await definitions.find(given)) ?? (await definitions.byName(given));
  if (found === undefined) return 'there is no such definition of the workflow builder';
  const { uuid, name, type, enabled, publishedVersion } = found;
  if (!enabled) return `the definition ${name} is disabled`;
  if (publishedVersion === null) return `the definition ${name} is not published`;
  return { uuid, name, type, version: publishedVersion };
}
