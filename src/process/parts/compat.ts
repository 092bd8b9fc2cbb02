import { createCallLogRoutes } from '../../api/compat/call-log';
import { createCompatCertificateRoutes } from '../../api/compat/certificates';
import { createCompatDownloadRoute } from '../../api/compat/download';
import { createCompatEnrollmentRoutes } from '../../api/compat/enrollment';
import { createCompatMetadataRoute } from '../../api/compat/metadata';
import { createCompatSignalRoute } from '../../api/compat/signals';
import { createCompatSurface } from '../../api/compat/surface';
import { apiPrefix } from '../../api/http/app';
import { createCallLog } from '../../services/compat/call-log';
import { createCertificateIds } from '../../services/compat/certificate-ids';
import { createCompatSearch } from '../../services/compat/certificate-search';
import { createObjectNames } from '../../services/identity/object-names';
import type { CreatePart } from './part';

const keptMs = 90 * 86_400_000;

export const compatPart: CreatePart = ({ foundation, patterns, thread }) => {
  const { stores, logger, now, publicUrl } = foundation;
  const { inventory, directory, compatCalls } = stores;
  const log = createCallLog({ store: compatCalls, logger });

  return {
    name: 'compat',
    routes: () => createCallLogRoutes({ calls: compatCalls, log }),
    surfaces: ({ audit }, routes) => {
      const steadyClock = () => performance.now();
      const names = createObjectNames({ ...stores, directory: () => directory.snapshot() });
      const ours = { routes, audit, names, prefix: apiPrefix };
      const ids = createCertificateIds({ inventory, numbers: stores.compatNumbers });
      const search = createCompatSearch({ inventory, directory, patterns, thread, now, steadyClock });
      return [
        createCompatSurface({
          routes: [
            ...createCompatCertificateRoutes({ search: search.search, ids, inventory, directory }),
            createCompatMetadataRoute(ours, {
              ids,
              attributes: async () => [...(await directory.snapshot()).attributes.values()],
            }),
            createCompatDownloadRoute(ours, { ids, byThumbprint: search.byThumbprint, bySerial: search.bySerial }),
            ...createCompatEnrollmentRoutes(ours, { ids, inventory, directory }),
            createCompatSignalRoute(ours),
          ],
          isEnabled: async () => (await stores.settings.get()).values.compatApi.enabled,
          ...{ log, publicUrl, now, steadyClock },
        }),
      ];
    },
    tidy: (at) => compatCalls.removeOlder(new Date(at.getTime() - keptMs)),
  };
};
