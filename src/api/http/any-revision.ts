import { CertloomError } from '../../domain/problem';
import type { RequestContext, Route } from './route';

/** Somebody else may be writing at the same time: look again, but not for ever. */
const attempts = 5;

/**
 * The handler of a route for callers who do not mind which revision they change (`If-Match: *`). Handlers write on the
 * revision they have just read; when another writer came between, they read again.
 */
export function handlerForAnyRevision(route: Route): Route['handle'] {
  if (route.ifMatch === undefined) return route.handle;
  return async (context) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await route.handle(context);
      } catch (error) {
        if (attempt === attempts || !isLostRace(error, context)) throw error;
      }
    }
  };
}

function isLostRace(error: unknown, { ifMatch }: Pick<RequestContext<unknown, unknown, unknown>, 'ifMatch'>): boolean {
  return ifMatch === 'any' && error instanceof CertloomError && error.code === 'revision_mismatch';
}
