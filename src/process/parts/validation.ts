import { randomUUID } from 'node:crypto';
import { createStatusActivities, createValidationActivities } from '../../activities/validation';
import { createValidationRoutes } from '../../api/validation/routes';
import { createValidationRequests } from '../../services/validation/requests';
import { scheduleFill } from '../../services/validation/schedule-fill';
import { createStatusFirings } from '../../services/validation/status-firings';
import { durationMs, parseDuration } from '../../domain/values/duration';
import { startIssuerDigest } from '../../temporal/runs/digests';
import { createValidationRuns, type ValidationRuns } from '../../temporal/runs/validation';
import { createFiringPipeline } from './firings';
import type { Part, PartContext } from './part';
import { validationWalkerOf } from './validation-walker';

const startTimeoutMs = 10_000;

export function validationPart(context: PartContext): Part {
  const { foundation } = context;
  const { stores, now, client, queueName } = foundation;
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
      const validation = createValidationActivities(validationWalkerOf(context, runs));
      return {
        certloom: { ...validation, ...createStatusActivities(statusFiringsOf(context, runs)) },
        scan: validation,
      };
    },
    backFills: () => [scheduleFill(stores.validations)],
  };
}

function statusFiringsOf({ foundation }: PartContext, runs: ValidationRuns) {
  const { stores } = foundation;
  return createStatusFirings({
    pipeline: createFiringPipeline(foundation),
    validations: stores.validations,
    startWalk: (batchId) => runs.startWalk(batchId, startTimeoutMs),
    startDigest: (issuer) => startIssuerDigest(foundation.client, foundation.queueName, { issuer }, startTimeoutMs),
    changes: {
      change: ({ uuid, revision }, change, at, due) => stores.inventory.change(uuid, revision, change, at, { due }),
      find: async (uuid) => (await stores.inventory.find(uuid)) ?? undefined,
      addHistory: (entries) => stores.certificateHistory.add(entries),
      historyDue: stores.historyDue,
    },
  });
}
