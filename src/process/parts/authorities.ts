import { createAuthorityRoutes } from '../../api/authorities/authorities';
import { createChallengeServer } from '../../api/authorities/challenge-server';
import { createCertificateProfileRoutes } from '../../api/authorities/certificate-profiles';
import { publicationPages } from '../../api/authorities/publication';
import { createRaProfileRoutes } from '../../api/authorities/ra-profiles';
import { caPath } from '../../services/authorities/builtin/addresses';
import { createDeletionHooks } from '../../services/identity/deletion';
import type { CreatePart } from './part';

export const authoritiesPart: CreatePart = ({ foundation, authorities: services, patterns }) => {
  const { stores, now, config } = foundation;
  const { raProfiles, authorities, certificateProfiles, approvalProfiles } = stores;
  const hooks = createDeletionHooks(stores, now);
  const { registry, builtin, secrets } = services;
  return {
    name: 'authorities',
    routes: () => [
      ...createRaProfileRoutes({ raProfiles, authorities, certificateProfiles, approvalProfiles, ...hooks }),
      ...createAuthorityRoutes({ authorities, registry, secrets, ...hooks }),
      ...createCertificateProfileRoutes({ certificateProfiles, patterns, ...hooks }),
    ],
    servers: () => {
      if (config.acmeHttpPort === undefined) return [];
      const server = createChallengeServer({ answerTo: (token) => stores.acmeChallenges.find(token, now()) });
      return [{ name: 'ACME challenges', server, port: config.acmeHttpPort, variable: 'CERTLOOM_ACME_HTTP_PORT' }];
    },
    pages: () => [{ path: caPath, router: publicationPages({ ...builtin, now }) }],
  };
};
