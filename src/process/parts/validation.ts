import { randomUUID } from 'node:crypto';
import { createStatusActivities, createValidationActivities } from '../../activities/validation';
import { createValidationRoutes } from '../../api/validation/routes';
import { createChecks } from '../../services/validation/checks';
import { createPlatformSources } from '../../services/validation/platform-sources';
import { createValidationRequests } from '../../services/validation/requests';
import { scheduleFill } from '../../services/validation/schedule-fill';
import { createStatusFirings } from '../../services/validation/status-firings';
import { validationTools } from '../../services/validation/tools';
import { createValidationWalk } from '../../services/validation/walk';
import { createRules } from '../../services/firings/rules';
import { validateCertificate } from '../../domain/validation/validate';
import { durationMs, parseDuration } from '../../domain/values/duration';
import { createHttpFetcher } from '../../outbound/http-fetcher';
import { createOutboundGuard } from '../../outbound/outbound-guard';
import { createValidationRuns, type ValidationRuns } from '../../temporal/runs/validation';
import { validationSchedule } from '../../temporal/schedules/validation';
import { createFiringPipeline } from './firings';
import type { Part, PartContext } from './part';

const startTimeoutMs = 10_000;
/** Certificates name many addresses, and no check may wait long for one of them. */
const limits = { connectMs: 1_000, silenceMs: 2_000, totalMs: 10_000 };

export function validationPart(context: PartContext): Part {
  const { foundation } = context;
  const { stores, now, client, queueName, config } = foundation;
  const runs = createValidationRuns(client, queueName);
  return {
    name: 'validation',
    workflows: ['certificateStatusChanged', 'certificateValidation', 'requestedValidation'],
    routes: () =>
      createValidationRoutes({
        inventory: stores.inventory,
        validations: stores.validations,
        check: runs.check,
        patienceMs: async () => {
          const patience = parseDuration((await stores.settings.get()).values.syncTimeout);
          return patience === undefined ? startTimeoutMs : durationMs(patience);
        },
        newId: randomUUID,
        request: createValidationRequests({
          validations: stores.validations,
          inventory: stores.inventory,
          directory: () => stores.directory.snapshot(),
          patterns: context.patterns,
          thread: context.thread,
          startWalk: (cause) => runs.startWalk(cause, startTimeoutMs),
          newId: randomUUID,
          now,
        }),
      }),
    activities() {
      const proxy = config.outboundProxy;
      const fetcher = createHttpFetcher({
        guard: createOutboundGuard(config.outboundAllow),
        ...limits,
        ...(proxy === undefined ? {} : { proxy: { url: proxy, except: config.noProxy } }),
      });
      const walker = walkerOf(context, createPlatformSources({ issuers: stores.issuerRows, fetcher, now }), runs);
      const validation = createValidationActivities(walker);
      return {
        certloom: { ...validation, ...createStatusActivities(statusFiringsOf(context, runs)) },
        scan: validation,
      };
    },
    schedules: async () => (foundation.adjustments.queueName === undefined ? [validationSchedule(queueName)] : []),
    backFills: () => [scheduleFill(stores.validations)],
  };
}

function walkerOf(
  { foundation, expiration }: PartContext,
  sources: ReturnType<typeof createPlatformSources>,
  runs: ValidationRuns,
) {
  const { stores, now, logger } = foundation;
  return createValidationWalk({
    validations: stores.validations,
    checks: createChecks({
      validations: stores.validations,
      rules: createRules(stores, 'certificate_status_changed'),
      validate: (certificate, from, options) => validateCertificate(certificate, from, options, validationTools()),
      readStored: sources.read,
      sourcesOf: sources.sourcesOf,
      losing: expiration.losing,
      addHistory: (entries) => stores.certificateHistory.add(entries),
      // Relations are found again by the hourly scan; what is found now comes sooner.
      onChanged: (certificate) =>
        expiration.detection
          .detectFor([certificate.uuid])
          .then(() => undefined)
          .catch((error: unknown) =>
            logger.warn({ err: error }, 'replacements were not looked for after a validation'),
          ),
      now,
    }),
    startBatch: (batch) => runs.startBatch(batch, startTimeoutMs),
    now,
    steadyClock: () => performance.now(),
  });
}

function statusFiringsOf({ foundation }: PartContext, runs: ValidationRuns) {
  const { stores } = foundation;
  return createStatusFirings({
    pipeline: createFiringPipeline(foundation),
    validations: stores.validations,
    startWalk: (batchId) => runs.startWalk(batchId, startTimeoutMs),
    changes: {
      change: (certificate, change, at) => stores.inventory.change(certificate.uuid, certificate.revision, change, at),
      find: async (uuid) => (await stores.inventory.find(uuid)) ?? undefined,
      addHistory: (entries) => stores.certificateHistory.add(entries),
    },
  });
}
