import { createCustomAttributeRoutes } from '../../api/attributes/custom-attributes';
import { startSealingStoredValues } from '../../services/attributes/seal-stored';
import { createDeletionHooks } from '../../services/identity/deletion';
import type { CreatePart } from './part';

export const attributesPart: CreatePart = ({ foundation: { stores, sealValue, logger, now } }) => ({
  name: 'attributes',
  routes: () =>
    createCustomAttributeRoutes({ customAttributes: stores.customAttributes, ...createDeletionHooks(stores) }),
  startBackground: () => [startSealingStoredValues({ openSecrets: stores.openSecrets, seal: sealValue, logger, now })],
});
