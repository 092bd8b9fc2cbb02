import { createPublishingJob } from '../../services/authorities/builtin/publishing-job';
import { createDiscoveryJob } from '../../services/discoveries/job';
import { createDetectionJob } from '../../services/expiration/detection-job';
import { createRetentionJob } from '../../services/firings/retention-job';
import { createExpirationScanJob } from '../../services/jobs/expiration-scan';
import type { JobType } from '../../services/jobs/job-type';
import { createScriptJob } from '../../services/scripts/job';
import { createScriptRunRetention } from '../../services/scripts/retention';
import { createValidationJob } from '../../services/validation/validation-job';
import type { ValidationWalker } from '../../services/validation/walk';
import { createValidationRuns } from '../../temporal/runs/validation';
import { scanRunWorkflowId } from '../../temporal/ids';
import { startScanNow } from '../../temporal/runs/scan';
import { askedRunsOf } from './asked-runs';
import { discoveryStartOf } from './discovery-start';
import { historyRetention } from './events';
import { operationRetention } from './operations';
import type { PartContext } from './part';
import { validationWalkerOf } from './validation-walker';

const startTimeoutMs = 5_000;

/** Every kind of scheduled job, by its code: one line each. */
export function jobTypesOf(
  context: Pick<PartContext, 'foundation' | 'expiration' | 'authorities' | 'scripts'>,
): ReadonlyMap<string, JobType> {
  const { stores, now, logger, adjustments } = context.foundation;
  const types: readonly JobType[] = [
    expirationScan(context),
    createDetectionJob({ candidates: stores.expirationCandidates, detection: context.expiration.detection, now }),
    createPublishingJob({ publishDue: context.authorities.builtin.publishDue, logger }),
    discovery(context),
    validation(context),
    script(context),
    createRetentionJob({
      ...{ retention: historyRetention(stores), operations: operationRetention(stores), now },
      scriptRuns: createScriptRunRetention({
        runs: stores.scriptRuns,
        retention: async () => (await stores.settings.get()).values.scripts.retention,
      }),
    }),
    ...(adjustments.jobTypes ?? []),
  ];
  return new Map(types.map((type) => [type.code, type]));
}

function expirationScan({ foundation, expiration }: Pick<PartContext, 'foundation' | 'expiration'>): JobType {
  const { stores, client, queueName, now } = foundation;
  return createExpirationScanJob({
    cron: async () => (await stores.settings.get()).values.expirationScan.cron,
    schedule: expiration.schedule,
    async start(request, { uuid, name }) {
      const workflowId = scanRunWorkflowId(request);
      await stores.scanRequests.add(workflowId, now(), { uuid, name }, workflowId);
      return startScanNow(client, queueName, request, startTimeoutMs);
    },
  });
}

function discovery({ foundation }: Pick<PartContext, 'foundation'>): JobType {
  const { discoveries, directory } = foundation.stores;
  return createDiscoveryJob({
    find: async (given) => (await discoveries.find(given)) ?? (await discoveries.byName(given)),
    startRun: discoveryStartOf(foundation).startRun,
    nameOf: async (uuid) => (await directory.snapshot()).users.get(uuid)?.username ?? null,
  });
}

function script({ foundation, scripts }: Pick<PartContext, 'foundation' | 'scripts'>): JobType {
  return createScriptJob({
    find: (name) => foundation.stores.scripts.byName(name),
    ask: askedRunsOf(foundation, scripts),
  });
}

function validation(context: Pick<PartContext, 'foundation' | 'expiration' | 'authorities'>): JobType {
  const { client, queueName } = context.foundation;
  let walker: ValidationWalker | undefined;
  return createValidationJob({
    walker: () => (walker ??= validationWalkerOf(context, createValidationRuns(client, queueName))),
  });
}
