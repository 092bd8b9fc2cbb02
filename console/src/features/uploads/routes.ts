import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shared/shell/shell-route';

const upload = createRoute({
  getParentRoute: () => shellRoute,
  path: '/upload',
  component: lazyRouteComponent(() => import('./upload'), 'Upload'),
});

export const uploadRoutes = [upload] as const;
