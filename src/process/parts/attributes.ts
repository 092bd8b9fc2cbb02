import { createCustomAttributeRoutes } from '../../api/attributes/custom-attributes';
import { createDeletionHooks } from '../../services/identity/deletion';
import type { CreatePart } from './part';

export const attributesPart: CreatePart = ({ foundation: { stores } }) => ({
  name: 'attributes',
  routes: () =>
    createCustomAttributeRoutes({ customAttributes: stores.customAttributes, ...createDeletionHooks(stores) }),
});
