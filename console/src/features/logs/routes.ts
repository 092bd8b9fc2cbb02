import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const eventLog = createRoute({
  getParentRoute: () => shellRoute,
  path: '/event-log',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./event-log'), 'EventLog'),
});

const auditLog = createRoute({
  getParentRoute: () => shellRoute,
  path: '/audit-log',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./audit-log'), 'AuditLog'),
});

export const logRoutes = [eventLog, auditLog] as const;
