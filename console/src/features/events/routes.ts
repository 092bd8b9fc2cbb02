import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'EventList'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/events/$code',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'EventDetail'),
});

export const eventRoutes = [list, detail] as const;
