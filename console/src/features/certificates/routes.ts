import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/certificates',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'CertificateList'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/certificates/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'CertificateDetail'),
});

const bulkList = createRoute({
  getParentRoute: () => shellRoute,
  path: '/certificates/bulk',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./bulk/list'), 'BulkList'),
});

const bulk = createRoute({
  getParentRoute: () => shellRoute,
  path: '/certificates/bulk/$bulkId',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./bulk/progress'), 'BulkProgress'),
});

export const certificateRoutes = [list, detail, bulkList, bulk] as const;
