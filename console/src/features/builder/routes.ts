import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const definitions = createRoute({
  getParentRoute: () => shellRoute,
  path: '/builder/definitions',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./definitions/list'), 'DefinitionList'),
});

const editor = createRoute({
  getParentRoute: () => shellRoute,
  path: '/builder/definitions/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor/editor-screen'), 'EditorScreen'),
});

const versions = createRoute({
  getParentRoute: () => shellRoute,
  path: '/builder/definitions/$uuid/versions',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./editor/versions-screen'), 'VersionsScreen'),
});

const instances = createRoute({
  getParentRoute: () => shellRoute,
  path: '/builder/instances',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./instances/list'), 'InstanceList'),
});

const instance = createRoute({
  getParentRoute: () => shellRoute,
  path: '/builder/instances/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./instances/detail'), 'InstanceDetailScreen'),
});

export const builderRoutes = [definitions, editor, versions, instances, instance] as const;
