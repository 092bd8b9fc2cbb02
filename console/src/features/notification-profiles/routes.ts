import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notification-profiles',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'ProfileList'),
});

const created = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notification-profiles/new',
  component: lazyRouteComponent(() => import('./new'), 'NewProfile'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notification-profiles/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'ProfileDetail'),
});

export const notificationProfileRoutes = [list, created, detail] as const;
