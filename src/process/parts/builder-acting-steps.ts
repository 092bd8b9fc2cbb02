import { hostname } from 'node:os';
import { createEmailRunner } from '../../services/builder/steps/email/run';
import { createEventLogRunner } from '../../services/builder/steps/event_log/run';
import { createRenewRunner } from '../../services/builder/steps/renew_certificate/run';
import { createRestRequestRunner } from '../../services/builder/steps/rest_request/run';
import { createRequestStep } from '../../services/builder/steps/request-step';
import type { StepRunner } from '../../services/builder/steps/step-runner';
import { createUpdateAttributeRunner } from '../../services/builder/steps/update_attribute/run';
import { updateEnrollmentFieldRunner } from '../../services/builder/steps/update_enrollment_field/run';
import type { StepMailer } from '../../services/builder/step-mail';
import { createScriptAttributes } from '../../services/firings/script-attributes';
import { operationIdOf } from '../../services/operations/start';
import { wakeOperation } from '../../temporal/runs/operations';
import { renewalOrdersOf } from './operations';
import type { PartContext } from './part';

const startTimeoutMs = 5_000;

/** How steps that reach into the product, or out of it, are carried out: one entry each. */
export function createActingRunners(context: PartContext, sendMail: StepMailer): readonly StepRunner[] {
  const { foundation, notifications, connections, sources } = context;
  const { stores, client, now, sealValue: seal } = foundation;
  const orders = renewalOrdersOf(context);
  const requests = {
    ...{ operations: stores.operations, orders, now },
    wake: (workflowId: string) => wakeOperation(client, workflowId, startTimeoutMs),
  };
  return [
    createEmailRunner({
      sendMail,
      contentOf: async (certificate) => (await stores.inventory.contents([certificate])).get(certificate),
    }),
    createEventLogRunner({ log: notifications.lastingLog, host: hostname(), now }),
    createRestRequestRunner({ connections: connections.client }),
    createRenewRunner({
      orders,
      certificate: (uuid) => stores.inventory.find(uuid),
      keepsKeys: async (uuid) => (await stores.directory.snapshot()).raProfiles.get(uuid)?.keepPrivateKeys === true,
      // One whose run was not started yet is begun again: a worker may have died in between.
      async begun(key, requester) {
        const uuid = operationIdOf({ key, requester }) ?? '';
        return (await stores.operations.isAccepted(uuid)) ? stores.operations.find(uuid) : null;
      },
      now,
    }),
    createUpdateAttributeRunner({
      apply: createScriptAttributes({ sources, directory: () => stores.directory.snapshot(), seal, now }),
      isBoolean: async (name) =>
        (await stores.directory.snapshot()).attributesByName.get(name)?.contentType === 'boolean',
      async certificateOf(operation) {
        const found = await stores.operations.find(operation);
        return found?.issuedCertificate ?? found?.certificate ?? null;
      },
    }),
    createRequestStep('enroll', requests),
    createRequestStep('revoke', requests),
    updateEnrollmentFieldRunner,
  ];
}
