import { createStepConditions } from '../../services/builder/step-conditions';
import { createStepMailer } from '../../services/builder/step-mail';
import { createBranchRunner } from '../../services/builder/steps/branch/run';
import { createCustomScriptRunner } from '../../services/builder/steps/custom_script/run';
import { createApprovalRunner } from '../../services/builder/steps/require_approval/run';
import { createSetVariablesRunner } from '../../services/builder/steps/set_variables/run';
import { passedStep } from '../../services/builder/steps/start/run';
import type { StepRunner } from '../../services/builder/steps/step-runner';
import type { ItemValues } from '../../services/builder/values';
import { createWaitRunner } from '../../services/builder/steps/wait/run';
import { parseMailbox } from '../../delivery/channels/email';
import { createActingRunners } from './builder-acting-steps';
import type { PartContext } from './part';

/** How conditions of steps are asked, and how steps of each kind are carried out: one line each. */
export function createBuilderSteps(context: PartContext, values: ItemValues) {
  const { foundation, notifications, scripts, patterns } = context;
  const { stores, config, now } = foundation;
  const from = parseMailbox(config.mailFrom);
  if (from === undefined) throw new RangeError('The sender of e-mail must be an address or `Name <address>`.');
  const conditions = createStepConditions({
    lookAt: ({ item, definition: { type }, initialData }) => values.lookAt({ type, item, initialData }),
    attributes: async () => [...(await stores.directory.snapshot()).attributes.values()],
    ...{ patterns, now },
  });
  const sendMail = createStepMailer({
    mailer: notifications.mailer,
    from,
    fallback: async () => (await stores.settings.get()).values.alerts.fallbackRecipients,
  });
  const scriptDeps = { prepare: scripts.prepare, runs: stores.scriptRuns };
  const runners: readonly StepRunner[] = [
    passedStep('start'),
    passedStep('end'),
    createBranchRunner(conditions),
    createSetVariablesRunner(scriptDeps),
    createCustomScriptRunner(scriptDeps),
    createApprovalRunner(sendMail, now),
    createWaitRunner(conditions, now),
    ...createActingRunners(context, sendMail),
  ];
  return { conditions, sendMail, runners };
}
