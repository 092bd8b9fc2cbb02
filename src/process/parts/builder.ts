import { createBackfillRoute } from '../../api/builder/backfill';
import { createDefinitionRoutes } from '../../api/builder/definitions';
import { createPublishingRoutes } from '../../api/builder/publishing';
import { createTemplateRoutes } from '../../api/builder/templates';
import { ensureGlobalDefinitions } from '../../services/builder/global-definitions';
import { readTemplates } from '../../services/builder/templates';
import { startRounds } from '../../services/work/rounds';
import { createBuilderServices } from './builder-services';
import { backfillsOf, collectionWatchOf } from './collections';
import { instancesOf } from './instances';
import type { CreatePart } from './part';

const roundMs = 10 * 60_000;

export const builderPart: CreatePart = (context) => {
  const { stores, logger } = context.foundation;
  const { controls, preview } = createBuilderServices(context);
  const ensureGlobals = () => ensureGlobalDefinitions(stores.definitions, controls);

  const instances = instancesOf(context);

  return {
    ...instances,
    name: 'builder',
    routes: () => [
      ...instances.routes(),
      ...createTemplateRoutes({ templates: readTemplates(), controls }),
      ...createPublishingRoutes({
        ...{ definitions: stores.definitions, versions: stores.definitionVersions, controls, preview },
      }),
      createBackfillRoute({ definitions: stores.definitions, backfill: backfillsOf(context) }),
      ...createDefinitionRoutes({ definitions: stores.definitions, controls, watch: collectionWatchOf(context) }),
    ],
    startBackground: () => {
      const onFault = (error: unknown) => logger.warn({ err: error }, 'the global definitions could not be made');
      ensureGlobals().catch(onFault);
      return [startRounds(roundMs, ensureGlobals, onFault)];
    },
  };
};
