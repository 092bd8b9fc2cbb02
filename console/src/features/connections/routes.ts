import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connections',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'ConnectionList'),
});

const creation = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connections/new',
  component: lazyRouteComponent(() => import('./editor'), 'ConnectionEditor'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connections/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'ConnectionScreen'),
});

const editor = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connections/$uuid/edit',
  component: lazyRouteComponent(() => import('./editor'), 'ConnectionEditor'),
});

export const connectionRoutes = [list, creation, detail, editor] as const;
