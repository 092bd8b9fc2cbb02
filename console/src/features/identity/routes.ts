import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';
import { objectRoutes } from '../objects/object-routes';

const apiKeys = createRoute({
  getParentRoute: () => shellRoute,
  path: '/api-keys',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./api-keys'), 'ApiKeyList'),
});

const sessions = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sessions',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./sessions'), 'SessionList'),
});

const account = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./account'), 'Account'),
});

export const identityRoutes = [
  ...objectRoutes('users', async () => (await import('./kinds/users')).users),
  ...objectRoutes('roles', async () => (await import('./kinds/roles')).roles),
  ...objectRoutes('identity-providers', async () => (await import('./kinds/identity-providers')).identityProviders),
  apiKeys,
  sessions,
  account,
] as const;
