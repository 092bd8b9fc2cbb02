import { createCustomAttributeRoutes } from '../../api/attributes/custom-attributes';
import { createEraseDeleted } from '../../services/attributes/erase-deleted';
import { storedValueSealing } from '../../services/attributes/seal-stored';
import { createDeletionHooks } from '../../services/identity/deletion';
import type { CreatePart } from './part';

export const attributesPart: CreatePart = ({ foundation: { stores, sealValue, now } }) => ({
  name: 'attributes',
  routes: () =>
    createCustomAttributeRoutes({ customAttributes: stores.customAttributes, ...createDeletionHooks(stores, now) }),
  tidy: createEraseDeleted({ deleted: stores.deletedAttributes, definitions: stores.customAttributes }),
  backFills: () => [storedValueSealing({ openSecrets: stores.openSecrets, seal: sealValue, now })],
});
