import { createHooks } from '../../services/builder/hooks';
import { createSignals } from '../../services/builder/signals';
import { createInstanceStarter } from '../../services/builder/starter';
import { builderWorkflowId } from '../../temporal/ids';
import { createBuilderRuns } from '../../temporal/runs/builder';
import { itemValuesOf } from './builder-services';
import { definitionContentOf } from './definition-content';
import type { PartContext } from './part';

const startTimeoutMs = 5_000;

/** Instances of the workflow builder as other parts use them: what starts them, wakes them, and what they are told. */
export function createInstanceServices(context: Pick<PartContext, 'foundation' | 'sources'>) {
  const { stores, client, queueName, keyFor, publicUrl, logger, now } = context.foundation;
  const runs = createBuilderRuns(client, queueName);
  const wake = (instanceUuid: string, isStopped = false) => runs.wake(instanceUuid, startTimeoutMs, isStopped);
  const values = itemValuesOf(context);
  const { start } = createInstanceStarter({
    ...{ instances: stores.instances, numbers: stores.instanceNumbers, workflowIdOf: builderWorkflowId, logger, now },
    definition: async (uuid) => (await stores.definitions.find(uuid)) ?? null,
    nameOf: values.nameOf,
    startRun: (uuid) => runs.start(uuid, startTimeoutMs),
  });
  return {
    ...{ values, wake, start, hooks: createHooks(keyFor('builder hooks'), publicUrl) },
    signals: createSignals({ instances: stores.instances, wake, logger, now }),
    contentOf: definitionContentOf(stores),
  };
}

export type InstanceServices = ReturnType<typeof createInstanceServices>;
