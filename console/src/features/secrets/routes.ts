import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/secrets',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'SecretList'),
});

/** Not below `/secrets`, where any name may stand. */
const creation = createRoute({
  getParentRoute: () => shellRoute,
  path: '/new-secret',
  component: lazyRouteComponent(() => import('./editor'), 'SecretEditor'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/secrets/$name',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'SecretScreen'),
});

const editor = createRoute({
  getParentRoute: () => shellRoute,
  path: '/secrets/$name/edit',
  component: lazyRouteComponent(() => import('./editor'), 'SecretEditor'),
});

export const secretRoutes = [list, creation, detail, editor] as const;
