import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/collections',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'CollectionList'),
});

const added = createRoute({
  getParentRoute: () => shellRoute,
  path: '/collections/new',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor'), 'NewCollection'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/collections/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'CollectionView'),
});

const edited = createRoute({
  getParentRoute: () => shellRoute,
  path: '/collections/$uuid/edit',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor'), 'EditCollection'),
});

export const collectionRoutes = [list, added, detail, edited] as const;
