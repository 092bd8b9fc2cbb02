import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';

const list = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ssh-keys',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./list'), 'SshKeyList'),
});

const creation = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ssh-keys/new',
  component: lazyRouteComponent(() => import('./editor'), 'SshKeyEditor'),
});

const detail = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ssh-keys/$uuid',
  validateSearch: anySearch,
  component: lazyRouteComponent(() => import('./detail'), 'SshKeyScreen'),
});

const editor = createRoute({
  getParentRoute: () => shellRoute,
  path: '/ssh-keys/$uuid/edit',
  component: lazyRouteComponent(() => import('./editor'), 'SshKeyEditor'),
});

export const sshKeyRoutes = [list, creation, detail, editor] as const;
