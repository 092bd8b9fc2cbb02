import { createInstanceControls, type InstanceControls } from '../../services/builder/controls';
import type { InstanceServices } from './instance-services';
import type { PartContext } from './part';

/** What people, and operations that are called off, do with instances. */
export function instanceControlsOf(
  { foundation, scripts }: Pick<PartContext, 'foundation' | 'scripts'>,
  { start, wake, contentOf }: Pick<InstanceServices, 'start' | 'wake' | 'contentOf'>,
): InstanceControls {
  const { stores, logger, now } = foundation;
  return createInstanceControls({
    ...{ instances: stores.instances, visits: stores.stepVisits, variables: stores.instanceVariables },
    ...{ start, wake, logger, now },
    publishedVersion: async (uuid) => (await stores.definitions.find(uuid))?.publishedVersion ?? null,
    hasVersion: async (uuid, version) => (await contentOf(uuid, version)) !== null,
    // Those that were imported by earlier releases do not know it themselves.
    isImported: async (uuid) =>
      ((await stores.definitions.find(uuid))?.origin ?? null) !== null ||
      (await stores.importOrigins.of('WorkflowDefinition', uuid)).length > 0,
    async cancelScript(runId) {
      const run = await stores.scriptRuns.find(runId);
      if (run !== null) await scripts.settle.cancel(run);
    },
  });
}
