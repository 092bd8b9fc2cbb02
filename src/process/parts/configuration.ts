import { createKinds } from '../../api/configuration/kinds';
import { createConfigurationRoutes } from '../../api/configuration/routes';
import { apiPrefix } from '../../api/http/app';
import { isSecretType } from '../../domain/attributes/attribute';
import { createObjectNames } from '../../services/identity/object-names';
import type { CreatePart } from './part';
import { namedSecretsOf } from './secrets';

export const configurationPart: CreatePart = ({ foundation, foundation: { stores } }) => ({
  name: 'configuration',
  routesOver: ({ audit }, routes) =>
    createConfigurationRoutes({
      ...{ routes, audit, prefix: apiPrefix },
      kinds: createKinds({
        isSecret: namedSecretsOf(foundation).holds,
        placesOf: async (event) => (await stores.triggerSets.findByEvent(event)).map(({ place }) => place),
      }),
      names: createObjectNames({ ...stores, directory: () => stores.directory.snapshot() }),
      labels: stores.configurationLabels,
      async secretAttributes() {
        const { attributes } = await stores.directory.snapshot();
        const secret = [...attributes.values()].filter(({ contentType }) => isSecretType(contentType));
        return new Set(secret.map(({ name }) => name));
      },
    }),
});
