import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { workerOf } from '../support/worker';
import { productOfFile } from '../support/product';

const product = productOfFile();
const listed = async (query = '') => {
  const { body } = await product().call('get', `/workers${query}`).expect(200);
  return body.items as { workerId: string; state: string }[];
};

describe('GET /workers', () => {
  it('shows the process that polls, as it is', async () => {
    const { self } = product().foundation;
    const { body } = await product().call('get', `/workers/${self.id}`).expect(200);
    expect(body).toMatchObject({
      workerId: self.id,
      identity: `${process.pid}@${hostname()}`,
      host: hostname(),
      pid: process.pid,
      state: 'running',
      endedAt: null,
      queues: expect.arrayContaining(['certloom', 'scan', 'delivery']),
    });
    expect(Date.now() - Date.parse(body.lastSeenAt)).toBeLessThan(20_000);
  });

  it('filters, pages and counts', async () => {
    const { stores } = product().foundation;
    for (const id of ['x1', 'x2', 'x3']) {
      const { state: _s, lastSeenAt: _l, endedAt: _e, ...report } = workerOf(id, { host: 'elsewhere' });
      await stores.workers.report(report);
    }
    expect((await listed('?host=elsewhere')).map(({ workerId }) => workerId)).toEqual(['x1', 'x2', 'x3']);
    expect(await listed('?host=elsewhere&runtime=pwsh')).toEqual([]);
    expect(await listed('?host=elsewhere&runtime=node&context=api&queue=scripts-api&state=lost')).toHaveLength(3);
    const first = await product().call('get', '/workers?host=elsewhere&limit=2&count=true').expect(200);
    expect(first.body.total).toEqual({ value: 3, relation: 'exact' });
    const next = await product()
      .call('get', `/workers?host=elsewhere&limit=2&cursor=${encodeURIComponent(first.body.nextCursor)}`)
      .expect(200);
    expect(next.body.items.map(({ workerId }: { workerId: string }) => workerId)).toEqual(['x3']);
    expect(next.body.nextCursor).toBeNull();
  });

  it('answers 404 for one that is not known', async () =>
    void (await product().call('get', '/workers/nobody').expect(404)));

  it('shows that a worker has stopped, and one that was lost, to its successor', async () => {
    const before = product().foundation.self.id;
    const { stores } = product().foundation;
    const { state: _s, lastSeenAt: _l, endedAt: _e, ...killed } = workerOf('killed');
    await stores.workers.report(killed);
    await stores.processes.renew('killed', new Date());
    await product.restart();
    expect((await listed()).find(({ workerId }) => workerId === before)).toMatchObject({ state: 'stopped' });
    // Its lease is over after ten seconds; then its work is taken over, and it is entered as lost for good.
    for (let tries = 0; tries < 120; tries++) {
      const [row] = (await product().foundation.stores.workers.all()).filter(({ _id }) => _id === 'killed');
      if (row?.endedAt !== undefined) break;
      await sleep(250);
    }
    const { body } = await product().call('get', '/workers/killed').expect(200);
    expect(body).toMatchObject({ state: 'lost', endedAt: expect.any(String) });
  });
});
