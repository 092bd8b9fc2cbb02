import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const deliveries = createRoute({
  getParentRoute: () => shellRoute,
  path: '/deliveries',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./deliveries'), 'DeliveryList'),
});

const delivery = createRoute({
  getParentRoute: () => shellRoute,
  path: '/deliveries/$deliveryId',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./delivery'), 'DeliveryDetail'),
});

const messages = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notifications',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./messages'), 'MessageList'),
});

export const notificationRoutes = [deliveries, delivery, messages] as const;
