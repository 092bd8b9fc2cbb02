import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/alerts',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'AlertList'),
});

const creation = createRoute({
  getParentRoute: () => shellRoute,
  path: '/alerts/new',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor'), 'AlertEditor'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/alerts/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'AlertScreen'),
});

const editor = createRoute({
  getParentRoute: () => shellRoute,
  path: '/alerts/$uuid/edit',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor'), 'AlertEditor'),
});

export const alertRoutes = [list, creation, detail, editor] as const;
