import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/discoveries',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'DiscoveryList'),
});

const make = createRoute({
  getParentRoute: () => shellRoute,
  path: '/discoveries/new',
  component: lazyRouteComponent(() => import('./editor'), 'DiscoveryEditor'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/discoveries/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'DiscoveryDetail'),
});

const edit = createRoute({
  getParentRoute: () => shellRoute,
  path: '/discoveries/$uuid/edit',
  component: lazyRouteComponent(() => import('./editor'), 'DiscoveryEditor'),
});

export const discoveryRoutes = [list, make, detail, edit] as const;
