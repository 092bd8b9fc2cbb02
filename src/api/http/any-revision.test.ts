import { CertloomError } from '../../domain/problem';
import { staleRevision, type SeenRevision } from '../../domain/revision';
import { handlerForAnyRevision } from './any-revision';
import type { RequestContext, Route } from './route';

type Context = RequestContext<undefined, undefined, undefined>;

/** Fails so often before it answers, and counts its calls. */
function routeFailing(times: number, error: Error, ifMatch: true | null = true) {
  const route = {
    calls: 0,
    ...(ifMatch === null ? {} : { ifMatch }),
    async handle() {
      route.calls += 1;
      if (route.calls <= times) throw error;
      return { status: 204 };
    },
  };
  return route;
}

function answerOf(route: object, ifMatch: SeenRevision) {
  return handlerForAnyRevision(route as Route)({ ifMatch } as Context);
}

describe('handlerForAnyRevision', () => {
  it('reads again when another writer came between', async () => {
    const route = routeFailing(2, staleRevision());
    expect(await answerOf(route, 'any')).toEqual({ status: 204 });
    expect(route.calls).toBe(3);
  });

  it('reads again for an addition that names no revision, and not for a creation by PUT', async () => {
    const context = { ifMatch: 0, req: { get: () => undefined } } as unknown as Context;
    const stale = staleRevision();
    const post = { ...routeFailing(2, stale), method: 'post', ifMatch: 'whenPresent' } as unknown as Route;
    expect(await handlerForAnyRevision(post)(context)).toEqual({ status: 204 });
    const put = { ...routeFailing(1, stale), method: 'put', ifMatch: 'whenPresent' } as unknown as Route;
    await expect(handlerForAnyRevision(put)(context)).rejects.toBe(stale);
  });

  it.each<[string, number, Error, SeenRevision, true | null, number]>([
    ['not for ever', 99, staleRevision(), 'any', true, 12],
    ['not for those who name a revision', 1, staleRevision(), 3, true, 1],
    ['not after another refusal', 1, new CertloomError('in_use', 'used'), 'any', true, 1],
    ['not after a fault', 1, new Error('broken'), 'any', true, 1],
    ['not on routes without revisions', 1, staleRevision(), 'any', null, 1],
  ])('but %s', async (_what, times, error, ifMatch, asks, calls) => {
    const route = routeFailing(times, error, asks);
    await expect(answerOf(route, ifMatch)).rejects.toBe(error);
    expect(route.calls).toBe(calls);
  });
});
