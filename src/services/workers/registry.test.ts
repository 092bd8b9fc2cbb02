import type { ProcessDocument } from '../../store/database/processes';
import type { WorkerDocument } from '../../store/workers/workers';
import { workerOf } from '../../../test/support/worker';
import { createWorkerRegistry } from './registry';

const [started, seen, ended] = [0, 1_000, 2_000].map((ms) => new Date(ms)) as [Date, Date, Date];

function row(id: string, change: Partial<WorkerDocument> = {}): WorkerDocument {
  const { id: _id, state: _state, lastSeenAt: _seen, endedAt: _ended, ...report } = workerOf(id);
  return { _id: id, ...report, startedAt: started, ...change };
}

function registryOf(
  workers: readonly WorkerDocument[],
  processes: readonly ProcessDocument[],
  alive: readonly string[],
) {
  return createWorkerRegistry({
    workers: { all: async () => [...workers] },
    processes: { all: async () => [...processes] },
    lease: { isAlive: (id) => alive.includes(id) },
  });
}

const process = (_id: string, change: Partial<ProcessDocument> = {}): ProcessDocument => ({
  ...{ _id, startedAt: started, renewedAt: seen, ...change },
});

describe('the registry of workers', () => {
  const registry = registryOf(
    [
      row('lives'),
      row('other', { queues: ['scripts-service'], contexts: ['service'], runtimes: [] }),
      row('missed'),
      row('stopping'),
      row('stopped', { ending: 'stopped', endedAt: ended }),
      row('taken for dead', { ending: 'lost', endedAt: ended }),
    ],
    [process('lives'), process('other'), process('missed'), process('stopping', { stoppedAt: ended })],
    ['lives', 'other', 'stopping'],
  );

  it('tells who lives by the lease, and how others ended', async () => {
    expect(
      (await registry.all()).map(({ id, state, lastSeenAt, endedAt }) => [id, state, lastSeenAt, endedAt]),
    ).toEqual([
      ['lives', 'running', seen, null],
      ['other', 'running', seen, null],
      ['missed', 'lost', seen, null],
      ['stopping', 'stopped', seen, null],
      ['stopped', 'stopped', ended, ended],
      ['taken for dead', 'lost', ended, ended],
    ]);
  });

  it('names those that serve a queue, and the runtimes of a context', async () => {
    expect((await registry.serving('scripts-api')).map(({ id }) => id)).toEqual(['lives']);
    expect(await registry.runtimesOf('api')).toEqual(['node', 'bash']);
    expect(await registry.runtimesOf('service')).toEqual([]);
  });

  it('finds one by its id', async () => {
    expect(await registry.find('missed')).toMatchObject({ id: 'missed', state: 'lost' });
    expect(await registry.find('nobody')).toBeUndefined();
  });
});
