import { randomUUID } from 'node:crypto';
import { createSavedViewRoutes } from '../../api/views/routes';
import type { CreatePart } from './part';

export const viewsPart: CreatePart = ({ foundation: { stores, now } }) => ({
  name: 'views',
  routes: () => createSavedViewRoutes({ views: stores.savedViews, newId: randomUUID, now }),
});
