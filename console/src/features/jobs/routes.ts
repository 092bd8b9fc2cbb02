import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'JobList'),
});

const make = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/new',
  component: lazyRouteComponent(() => import('./editor'), 'JobEditor'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'JobDetail'),
});

const edit = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/$uuid/edit',
  component: lazyRouteComponent(() => import('./editor'), 'JobEditor'),
});

export const jobRoutes = [list, make, detail, edit] as const;
