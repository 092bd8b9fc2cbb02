import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/handlers',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'HandlerList'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/handlers/$name',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'HandlerScreen'),
});

export const handlerRoutes = [list, detail] as const;
