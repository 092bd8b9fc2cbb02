import { randomUUID } from 'node:crypto';
import { createTriggerRoutes } from '../../api/triggers/routes';
import { createTriggerSetRoutes } from '../../api/triggers/sets';
import { createTriggerVersionRoutes } from '../../api/triggers/versions';
import { events } from '../../domain/events/catalogue';
import type { CreatePart } from './part';

export const triggersPart: CreatePart = ({ foundation: { stores, now, sealValue: seal }, patterns }) => ({
  name: 'triggers',
  routes: () => {
    const { triggers, triggerSets: sets, directory, profiles } = stores;
    return [
      ...createTriggerRoutes({ triggers, sets, directory, profiles, patterns, seal, newId: randomUUID, now }),
      ...createTriggerVersionRoutes({ triggers, directory, versions: stores.triggerVersions }),
      ...createTriggerSetRoutes({
        triggers,
        sets,
        directory,
        now,
        configuration: stores.triggerConfiguration,
        subjectOf: async (event, objectUuid) => {
          if (events[event].resource !== 'certificates') return null;
          const certificate = await stores.inventory.find(objectUuid);
          if (certificate === null) return null;
          const { groups } = await directory.snapshot();
          return {
            groups: certificate.groups.map((uuid) => ({ uuid, name: groups.get(uuid)?.name ?? uuid })),
            raProfile: certificate.raProfile,
          };
        },
      }),
    ];
  },
});
