import { createExpirationScanActivities } from '../../activities/expiration-scan';
import { createExpiringActivities } from '../../activities/certificate-expiring';
import type { NoticeStreams } from '../../services/notifications/streams';
import { createAcknowledgements } from '../../services/expiration/acknowledgements';
import { createExpiringFirings } from '../../services/expiration/firings';
import { createExpirationScan, type ScanDeps } from '../../services/expiration/scan';
import { createLostReplacements } from '../../services/expiration/lost-replacements';
import { createReplaced } from '../../services/expiration/replaced';
import { expirationRuleOf, replacedUntilBy, replacementsBy } from '../../services/expiration/replacements';
import { createReplacementDetection } from '../../services/expiration/detection';
import { areRenewalsNeeded, type SaysWhenToRenew } from '../../services/operations/renewals';
import type { Relation } from '../../domain/certificates/relations';
import { startRenewalRun } from '../../temporal/runs/operations';
import { startDigests } from '../../temporal/runs/digests';
import { createExpiringRuns } from '../../temporal/runs/expiring';
import { createExpiringView } from '../../services/expiration/view';
import { createWidestWindow } from '../../services/expiration/widest-window';
import { expirationCoverageOf } from './expiration-coverage';
import { expirationScheduleOf } from './expiration-schedule';
import type { Foundation } from '../foundation';
import type { JobCarrier } from '../../services/jobs/carrier';
import type { Pipeline } from '../../services/firings/pipeline';
import { createRules } from '../../services/firings/rules';

const startTimeoutMs = 10_000;
const event = 'certificate_expiring';

export type ExpirationServices = ReturnType<typeof createExpirationServices>;

/** All of `certificate_expiring` that a process needs, over its stores. */
export function createExpirationServices(foundation: Foundation, streams: NoticeStreams) {
  const { stores, now, client, queueName, logger, config } = foundation;
  const rules = createRules(stores, event);
  const runs = createExpiringRuns(client, queueName);

  const { present, coverageOf } = expirationCoverageOf(foundation);
  const replacementsOf = replacementsBy(coverageOf);
  const detectionRules = async () => {
    const known = await rules();
    return (raProfile: string | null) => expirationRuleOf(known, raProfile);
  };

  const replaced = createReplaced({
    candidates: stores.expirationCandidates,
    watches: stores.expirationWatches,
    rules,
    replacementsOf,
    reset: streams.resetAll,
    now,
  });
  const lostReplacements = createLostReplacements({
    relations: stores.relations,
    candidates: stores.expirationCandidates,
    replacementsOf,
    ends: stores.expirationEnds,
    rules,
    now,
  });
  const detection = createReplacementDetection({
    candidates: stores.replacementCandidates,
    relations: stores.relations,
    rules: detectionRules,
    onReplaced: replaced.onReplaced,
    now,
  });
  const view = createExpiringView({ stores, rules, coverageOf, now });

  return {
    replaced,
    detection,
    losing: lostReplacements.losing,
    view,
    acknowledgements: createAcknowledgements({
      inventory: stores.inventory,
      history: stores.certificateHistory,
      watches: stores.expirationWatches,
      view,
    }),
    /** Relations as the present rules see them. */
    presentRelations: (relations: readonly Relation[]) => present(relations, detectionRules),
    schedule: expirationScheduleOf(foundation),

    activities(
      pipeline: Pipeline,
      countScan: ScanDeps['countScan'],
      { job, saysWhenToRenew }: { readonly job: JobCarrier; readonly saysWhenToRenew: SaysWhenToRenew },
    ) {
      const scan = createExpirationScan({
        candidates: stores.expirationCandidates,
        watches: stores.expirationWatches,
        scans: stores.expirationScans,
        requests: stores.scanRequests,
        rules,
        widestWindow: createWidestWindow(stores.renewalWindows),
        profiles: (uuids) => stores.profiles.findMany(uuids),
        replacedAmong: replaced.replacedAmong,
        replacedUntil: replacedUntilBy(coverageOf),
        checksItself: config.checkScans,
        onDifference: (difference) =>
          logger.error(difference, 'A certificate that the scan did not look at would have come to something else'),
        ends: stores.expirationEnds,
        detect: (certificates) => detection.detectFor(certificates),
        reset: streams.resetAll,
        refreshClaims: streams.refreshAbandoned,
        startBatch: (batch) => runs.start(batch, startTimeoutMs),
        startDigests: (request) => startDigests(client, queueName, request, startTimeoutMs),
        async startRenewals(scanId) {
          const { raProfiles } = (await rules()).directory;
          const isNeeded = await areRenewalsNeeded(raProfiles.values(), saysWhenToRenew);
          if (isNeeded) await startRenewalRun(client, queueName, { scanId }, startTimeoutMs);
        },
        countScan,
        now,
        steadyClock: () => performance.now(),
      });
      const batch = createExpiringActivities(
        createExpiringFirings({
          pipeline,
          candidates: stores.expirationCandidates,
          watches: stores.expirationWatches,
          coverageOf: async (certificates, at) => coverageOf(await rules(), certificates, at),
          firings: stores.firings,
          change: ({ uuid, revision }, change, at, due) => stores.inventory.change(uuid, revision, change, at, { due }),
          addHistory: (entries) => stores.certificateHistory.add(entries),
          historyDue: stores.historyDue,
        }),
      );
      return { scan: createExpirationScanActivities(scan, job), batch };
    },
  };
}
