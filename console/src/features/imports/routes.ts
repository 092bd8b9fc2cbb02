import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const imports = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  component: lazyRouteComponent(() => import('./imports'), 'Imports'),
});

const origins = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/origins',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./origins'), 'Origins'),
});

const configuration = createRoute({
  getParentRoute: () => shellRoute,
  path: '/configuration',
  component: lazyRouteComponent(() => import('./configuration'), 'Configuration'),
});

const compat = createRoute({
  getParentRoute: () => shellRoute,
  path: '/compat-calls',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./compat'), 'CompatCalls'),
});

export const importRoutes = [imports, origins, configuration, compat] as const;
