import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scripts',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'ScriptList'),
});

/** Not below `/scripts`, where any name may stand. */
const creation = createRoute({
  getParentRoute: () => shellRoute,
  path: '/new-script',
  component: lazyRouteComponent(() => import('./editor'), 'ScriptEditor'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scripts/$name',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'ScriptScreen'),
});

const editor = createRoute({
  getParentRoute: () => shellRoute,
  path: '/scripts/$name/edit',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor'), 'ScriptEditor'),
});

export const scriptRoutes = [list, creation, detail, editor] as const;
