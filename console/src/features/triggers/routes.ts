import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/triggers',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'TriggerList'),
});

const added = createRoute({
  getParentRoute: () => shellRoute,
  path: '/triggers/new',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor-page'), 'NewTrigger'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/triggers/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'TriggerDetail'),
});

const edited = createRoute({
  getParentRoute: () => shellRoute,
  path: '/triggers/$uuid/edit',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor-page'), 'EditTrigger'),
});

export const triggerRoutes = [list, added, detail, edited] as const;
