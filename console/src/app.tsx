import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queryClient } from './shared/query-client';
import { SessionGate } from './shared/session/session-gate';
import { Toasts } from './shared/ui/toasts';
import { router } from './router';

/** The console: who somebody is first, then the screens. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <SessionGate>
        <RouterProvider router={router} />
      </SessionGate>
      <Toasts />
    </QueryClientProvider>
  );
}
