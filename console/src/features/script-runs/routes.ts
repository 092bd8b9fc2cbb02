import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/script-runs',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'ScriptRunList'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/script-runs/$runId',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'ScriptRunScreen'),
});

export const scriptRunRoutes = [list, detail] as const;
