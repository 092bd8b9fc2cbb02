import { createRouter } from '@tanstack/react-router';
import { features } from './features';
import { focusHeading } from './shared/shell/focus-heading';
import { NotFound } from './shared/shell/not-found';
import { parseSearch, stringifySearch } from './shared/shell/search-text';
import { shellRoute } from './shared/shell/shell-route';
import { ErrorState, Loading } from './shared/ui/states';

export const router = createRouter({
  routeTree: shellRoute.addChildren(features),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 150,
  defaultPendingComponent: () => <Loading what="this page" />,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});
router.subscribe('onResolved', ({ pathChanged }) => pathChanged && focusHeading());

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
