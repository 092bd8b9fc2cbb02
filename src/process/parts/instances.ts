import { createBuilderActivities } from '../../activities/builder';
import { hookRouter } from '../../api/builder/hooks';
import { createInstanceActions } from '../../api/builder/instance-actions';
import { createInstanceReads } from '../../api/builder/instances';
import { createStatisticsRoute } from '../../api/builder/statistics';
import { definitionType } from '../../domain/builder/definition-type';
import { hasInstanceEnded } from '../../domain/builder/instance';
import { isFinal } from '../../domain/operations/transitions';
import { createInstanceAdvance } from '../../services/builder/advance';
import { createInstanceCare } from '../../services/builder/care';
import { askedBy } from '../../services/builder/asked-by';
import { stepKindOf } from '../../services/builder/steps/kinds';
import { stepRunners } from '../../services/builder/steps/steps';
import { createVisits } from '../../services/builder/visit';
import { wakeOperation } from '../../temporal/runs/operations';
import { createBuilderSteps } from './builder-steps';
import { instanceControlsOf } from './instance-controls';
import { createInstanceServices, type InstanceServices } from './instance-services';
import type { Part, PartContext } from './part';

const wakeTimeoutMs = 5_000;

/** What the part of the builder has for instances. */
export function instancesOf(context: PartContext) {
  const { stores, logger } = context.foundation;
  const services = createInstanceServices(context);
  return {
    workflows: ['builderInstance'],
    routes: () => routesOf(context, services),
    pages: ({ audit, hasRoom }) => [
      {
        path: '/hooks',
        router: hookRouter({ signals: services.signals, audit, ...(hasRoom === undefined ? {} : { hasRoom }) }),
      },
    ],
    activities: () => ({ delivery: createBuilderActivities(advanceOf(context, services)) }),
    tidy: createInstanceCare({
      ...{ instances: stores.instances, visits: stores.stepVisits, variables: stores.instanceVariables },
      ...{ wake: services.wake, logger },
      retention: async () => (await stores.settings.get()).values.workflows.retention,
    }).tidy,
  } satisfies Partial<Part>;
}

function routesOf(context: PartContext, services: InstanceServices) {
  const { stores, now } = context.foundation;
  const { start, signals, contentOf, values } = services;
  const reads = createInstanceReads({
    ...{ instances: stores.instances, list: stores.instanceList, visits: stores.stepVisits },
    ...{ variables: stores.instanceVariables, directory: () => stores.directory.snapshot() },
  });
  const controls = instanceControlsOf(context, services);
  const actions = createInstanceActions({
    ...{ reads, controls, signals, start },
    async askedBy({ definition }, signalKey) {
      const content = await contentOf(definition.uuid, definition.version);
      return content === null ? null : askedBy(content, signalKey);
    },
    hasItem: async (item) => item.kind === 'endpoint' || (await values.nameOf(item)) !== null,
    async definition(uuid) {
      const found = await stores.definitions.get(uuid);
      return { ...found, item: definitionType(found.type).item };
    },
  });
  return [...reads.routes, ...actions, createStatisticsRoute({ counts: stores.instanceCounts, now })];
}

function advanceOf(context: PartContext, { values, contentOf, hooks }: InstanceServices) {
  const { stores, client, logger, now } = context.foundation;
  const { conditions, runners } = createBuilderSteps(context, values);
  return createInstanceAdvance({
    ...{ instances: stores.instances, visits: stores.stepVisits, variables: stores.instanceVariables, contentOf },
    visit: createVisits({
      ...{ kindOf: stepKindOf, runnerOf: stepRunners(runners), conditions, now },
      valuesOf: async (instance, content) => {
        const { uuid, item, definition, initialData } = instance;
        const known = await values.valuesOf({ type: definition.type, item, instance: uuid, initialData });
        return { ...known, ...hooks.variablesOf(instance, content) };
      },
    }),
    ...{ hookHashOf: hooks.hashOf, now, steadyClock: () => performance.now() },
    async onRest({ status, item }) {
      if (!hasInstanceEnded(status) || item?.kind !== 'operation') return;
      const operation = await stores.operations.find(item.uuid);
      if (operation === null || isFinal(operation.state)) return;
      await wakeOperation(client, operation.workflowId, wakeTimeoutMs).catch((error: unknown) =>
        logger.warn({ err: error, operation: item.uuid }, 'the run of an operation looks later'),
      );
    },
  });
}
