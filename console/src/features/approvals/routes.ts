import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'ApprovalList'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'ApprovalDetail'),
});

export const approvalRoutes = [list, detail] as const;
