import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/workers',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'WorkerList'),
});

export const workerRoutes = [list] as const;
