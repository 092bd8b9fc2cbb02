import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/event-history',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'EventViewer'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/event-history/$firingId',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'FiringDetail'),
});

export const firingRoutes = [list, detail] as const;
