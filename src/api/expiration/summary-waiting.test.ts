import request from 'supertest';
import { bearer, createFramework } from '../../../test/support/framework';
import { createTally } from '../../domain/expiration/tally';
import { createExpiringRoutes, type ExpiringRouteDeps } from './routes';

it('summaries that wait for one long walk refuse nobody a list', async () => {
  const at = new Date();
  let finish = () => {};
  const walk = new Promise<void>((resolve) => (finish = resolve)).then(() => createTally(at, at).result());
  const deps = {
    inventory: { search: async () => ({ items: [], next: undefined }), shownNames: async () => new Map() },
    view: {
      tally: () => walk,
      reach: async () => undefined,
      widestMs: async () => 0,
      lookAt: async () => [],
      subjectsOf: async () => [],
    },
    directory: { snapshot: async () => ({ users: new Map(), groups: new Map(), raProfiles: new Map() }) },
    acknowledgements: {},
    now: () => at,
  } as unknown as ExpiringRouteDeps;
  const { app } = createFramework(createExpiringRoutes(deps));
  const server = app.listen(0, '127.0.0.1');
  try {
    const get = (path: string) => request(server).get(`/api/v1${path}`).set('Authorization', bearer());
    // More than the gate of lists lets in and lets wait.
    const summaries = Array.from({ length: 50 }, async () => (await get('/expiring/summary')).status);
    expect((await get('/expiring')).status).toBe(200);
    finish();
    expect(await Promise.all(summaries)).toEqual(summaries.map(() => 200));
  } finally {
    server.close();
  }
});
