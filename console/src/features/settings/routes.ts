import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shared/shell/shell-route';

const settings = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings'), 'Settings'),
});

const edit = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/edit',
  component: lazyRouteComponent(() => import('./edit-settings'), 'EditSettings'),
});

const health = createRoute({
  getParentRoute: () => shellRoute,
  path: '/health',
  component: lazyRouteComponent(() => import('./health'), 'Health'),
});

const about = createRoute({
  getParentRoute: () => shellRoute,
  path: '/about',
  component: lazyRouteComponent(() => import('./about'), 'About'),
});

export const settingsRoutes = [settings, edit, health, about] as const;
