import { CertloomError } from '../../domain/problem';
import type { RequestContext, Route } from './route';

/** Somebody else may be writing at the same time: look again, but not for ever. */
const attempts = 12;

/**
 * The handler of a route for callers who do not mind which revision they change (`If-Match: *`, or none where something is
 * added and the header may be left out). Handlers write on the revision they have just read; when another writer came
 * between, they read again.
 */
export function handlerForAnyRevision(route: Route): Route['handle'] {
  if (route.ifMatch === undefined) return route.handle;
  return async (context) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await route.handle(context);
      } catch (error) {
        if (attempt === attempts || !isLostRace(error, route, context)) throw error;
      }
    }
  };
}

function isLostRace(
  error: unknown,
  route: Pick<Route, 'method' | 'ifMatch'>,
  { ifMatch, req }: Pick<RequestContext<unknown, unknown, unknown>, 'ifMatch' | 'req'>,
): boolean {
  // A PUT without the header creates what is not there: losing that race has to be told.
  const mayLeaveOut = route.method === 'post' && route.ifMatch === 'whenPresent';
  const isFree = ifMatch === 'any' || (mayLeaveOut && req.get('if-match') === undefined);
  return isFree && error instanceof CertloomError && error.code === 'revision_mismatch';
}
