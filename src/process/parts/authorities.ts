import { createRaProfileRoutes } from '../../api/authorities/ra-profiles';
import { createDeletionHooks } from '../../services/identity/deletion';
import type { CreatePart } from './part';

export const authoritiesPart: CreatePart = ({ foundation: { stores, now } }) => ({
  name: 'authorities',
  routes: () => createRaProfileRoutes({ raProfiles: stores.raProfiles, ...createDeletionHooks(stores, now) }),
});
