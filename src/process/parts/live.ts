import { createStreamRoutes } from '../../api/live/stream';
import type { CreatePart } from './part';

export const livePart: CreatePart = () => ({
  name: 'live',
  routes: ({ live, isStillGood }) => createStreamRoutes({ live, isStillGood }),
});
