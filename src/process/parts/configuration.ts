import { createKinds } from '../../api/configuration/kinds';
import { createConfigurationRoutes } from '../../api/configuration/routes';
import type { ObjectNames } from '../../api/http/object-names';
import { apiPrefix } from '../../api/http/app';
import { isSecretType } from '../../domain/attributes/attribute';
import { createDefinitionOrigins } from '../../services/builder/definition-origins';
import { createObjectNames } from '../../services/identity/object-names';
import type { Stores } from '../../store/stores';
import type { CreatePart } from './part';
import { namedSecretsOf } from './named-secrets';

/** Certificates are called by their fingerprints there: several may have the same common name. */
function namesInDocuments(stores: Stores): ObjectNames {
  const names = createObjectNames({ ...stores, directory: () => stores.directory.snapshot(), withKinds: true });
  return {
    ...names,
    namesOf: (kind, uuids) =>
      kind === 'certificate' ? stores.inventory.fingerprintsOf(uuids) : names.namesOf(kind, uuids),
  };
}

export const configurationPart: CreatePart = ({ foundation, foundation: { stores, now } }) => ({
  name: 'configuration',
  routesOver({ audit }, routes) {
    const tellDefinition = createDefinitionOrigins({ definitions: stores.definitions, now });
    return createConfigurationRoutes({
      ...{ routes, audit, prefix: apiPrefix },
      kinds: createKinds({
        isSecret: namedSecretsOf(foundation).holds,
        placesOf: async (event) => (await stores.triggerSets.findByEvent(event)).map(({ place }) => place),
      }),
      names: namesInDocuments(stores),
      labels: stores.configurationLabels,
      origins: stores.importOrigins,
      async tellOrigin(kind, object, origin) {
        if (kind === 'WorkflowDefinition') await tellDefinition(object, origin);
      },
      now,
      async secretAttributes() {
        const { attributes } = await stores.directory.snapshot();
        const secret = [...attributes.values()].filter(({ contentType }) => isSecretType(contentType));
        return new Set(secret.map(({ name }) => name));
      },
    });
  },
});
