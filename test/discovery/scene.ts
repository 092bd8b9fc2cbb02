import { createScene, eventually } from '../acceptance/scene';
import type { TestProduct } from '../support/product';

/* Replies are JSON of any shape; the assertions say what is expected of them. */
/* eslint-disable @typescript-eslint/no-explicit-any */

/** What a user does around discoveries, in a few words. */
export function createDiscoveryScene(product: () => TestProduct) {
  const scene = createScene(product);
  let count = 0;

  async function ended(discovery: { uuid: string }, run?: number): Promise<any> {
    return eventually(
      'the end of a run',
      async () => {
        const now = await scene.read(`/discoveries/${discovery.uuid}`);
        const found = await scene.read(`/discoveries/${discovery.uuid}/runs/${run ?? now.lastRun}`);
        return found.endedAt !== null && found;
      },
      40_000,
    );
  }

  return {
    ...scene,

    discovery: (change: object = {}) =>
      scene.make('/discoveries', { name: `discovery ${(count += 1)}`, kind: 'pushed_content', ...change }),

    /** Sends rows, or a raw body under its type; gives the answer. */
    async push(discovery: { uuid: string }, rows: readonly object[], query = ''): Promise<any> {
      const response = await product().call('post', `/discoveries/${discovery.uuid}/rows${query}`).send({ rows });
      if (response.status !== 202) throw new Error(`push: ${response.status} ${JSON.stringify(response.body)}`);
      return response.body;
    },

    ended,

    /** Sends rows and waits for the end of the run. */
    async pushed(discovery: { uuid: string }, rows: readonly object[]): Promise<any> {
      const { run } = await this.push(discovery, rows);
      return ended(discovery, run);
    },

    /** Runs it now and waits for the end. */
    async ran(discovery: { uuid: string }): Promise<any> {
      const response = await product().call('post', `/discoveries/${discovery.uuid}/runs`);
      if (response.status !== 202) throw new Error(`run: ${response.status} ${JSON.stringify(response.body)}`);
      return ended(discovery, response.body.number);
    },

    rows: async (discovery: { uuid: string }, query = ''): Promise<any[]> =>
      (await scene.read(`/discoveries/${discovery.uuid}/rows?limit=200${query}`)).items,

    gaps: async (discovery: { uuid: string }): Promise<any[]> =>
      (await scene.read(`/discoveries/${discovery.uuid}/gaps?limit=200`)).items,

    /** Writes a trigger set, at the platform or at a discovery. */
    async set(
      event: string,
      set: { ignore?: readonly any[]; actions?: readonly any[] },
      place?: { uuid: string },
    ): Promise<void> {
      const path = `/trigger-sets/${event}${place === undefined ? '' : `/discoveries/${place.uuid}`}`;
      const before = await product().call('get', path);
      const put = product().call('put', path);
      if (before.status === 200) put.set('If-Match', before.headers['etag'] as string);
      const response = await put.send({
        ignore: (set.ignore ?? []).map(({ uuid }) => uuid),
        actions: (set.actions ?? []).map(({ uuid }) => uuid),
      });
      if (response.status >= 300) throw new Error(`attaching: ${response.status} ${JSON.stringify(response.body)}`);
    },

    /** The firing of the end of a run, once it is there and closed. */
    finishedFiring: (discovery: { uuid: string }, run: number): Promise<any> =>
      eventually('the firing of the end', async () => {
        const { items } = await scene.read(
          `/event-history?event=discovery_finished&resource=discoveries&objectUuid=${discovery.uuid}`,
        );
        const closed = items.filter(({ status }: any) => status !== 'running');
        const firings = await Promise.all(closed.map(({ firingId }: any) => scene.firing(firingId)));
        return firings.find(({ occurrenceKey }) => occurrenceKey.endsWith(`/${run}`));
      }),
  };
}
