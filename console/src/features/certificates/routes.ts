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

export const certificateRoutes = [list, detail] as const;
