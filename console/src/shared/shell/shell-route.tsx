import { createRootRoute } from '@tanstack/react-router';
import { requestLog } from '../api/request-log';
import { NotFound } from './not-found';
import { Shell } from './shell';

/** Above every screen. A change of the page begins a new list of requests. */
export const shellRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  beforeLoad: ({ cause }) => {
    if (cause !== 'preload') requestLog.clear();
  },
});
