import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { anySearch } from '../../shared/shell/search-text';
import { shellRoute } from '../../shared/shell/shell-route';
import type { Collection, ObjectKind } from './object-kind';

/** List, editor and detail of a kind of object; what they are made of is loaded when one of them is opened. */
export function objectRoutes<const C extends Collection>(collection: C, load: () => Promise<ObjectKind>) {
  const screen = (screenOf: (kind: ObjectKind) => Promise<React.ReactNode>) =>
    lazyRouteComponent(async () => {
      const shown = await screenOf(await load());
      return { default: () => shown };
    });
  const list = createRoute({
    getParentRoute: () => shellRoute,
    path: `/${collection}`,
    validateSearch: anySearch,
    component: screen(async (kind) => {
      const { ObjectList } = await import('./object-list');
      return <ObjectList kind={kind} />;
    }),
  });
  const creation = createRoute({
    getParentRoute: () => shellRoute,
    path: `/${collection}/new`,
    component: screen(async (kind) => {
      const { ObjectEditor } = await import('./object-editor');
      return <ObjectEditor kind={kind} />;
    }),
  });
  const detail = createRoute({
    getParentRoute: () => shellRoute,
    path: `/${collection}/$uuid`,
    validateSearch: anySearch,
    component: screen(async (kind) => {
      const { ObjectDetail } = await import('./object-detail');
      return <ObjectDetail kind={kind} />;
    }),
  });
  const change = createRoute({
    getParentRoute: () => shellRoute,
    path: `/${collection}/$uuid/edit`,
    component: screen(async (kind) => {
      const { ObjectEditor } = await import('./object-editor');
      return <ObjectEditor kind={kind} />;
    }),
  });
  return [list, creation, detail, change] as const;
}
