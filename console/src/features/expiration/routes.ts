import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/expiring',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'ExpiringList'),
});

export const expirationRoutes = [list] as const;
