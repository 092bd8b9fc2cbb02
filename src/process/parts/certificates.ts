import { createCertificateRelationRoutes } from '../../api/certificates/relations';
import { createCertificateRoutes } from '../../api/certificates/routes';
import { createCertificateStateRoutes } from '../../api/certificates/state';
import type { CreatePart } from './part';

export const certificatesPart: CreatePart = ({ foundation: { stores, now, logger }, expiration, patterns }) => ({
  name: 'certificates',
  routes: () => [
    ...createCertificateRoutes({
      inventory: stores.inventory,
      history: stores.certificateHistory,
      directory: stores.directory,
      patterns,
      view: expiration.view,
      forgetRelations: (uuid) => stores.relations.forget(uuid),
      now,
    }),
    ...createCertificateRelationRoutes({
      relations: stores.relations,
      certificates: stores.replacementCandidates,
      // The relation is stored: what follows from it is made up for by the next scan.
      onReplaced: (predecessors) =>
        expiration.replaced
          .onReplaced(predecessors)
          .catch((error: unknown) => logger.error({ err: error }, 'notices of a replaced certificate are not ended')),
      now,
    }),
    ...createCertificateStateRoutes({ inventory: stores.inventory, history: stores.certificateHistory, now }),
  ],
});
