import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '../../shared/shell/shell-route';

const overview = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./overview'), 'Overview'),
});

export const overviewRoutes = [overview] as const;
