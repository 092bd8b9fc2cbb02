import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'OperationList'),
});

const request = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations/new',
  component: lazyRouteComponent(() => import('./new-request'), 'NewRequest'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/operations/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'OperationDetail'),
});

export const operationRoutes = [list, request, detail] as const;
