import { ServiceError } from '@temporalio/client';
import { by, discoveriesInMemory, now } from '../../../test/support/discoveries';
import { createDiscoveryStart } from './start';

function startOf(failing: { error?: Error } = {}) {
  const { memory, discoveries, runStore } = discoveriesInMemory();
  const started: string[] = [];
  const told: string[] = [];
  const service = createDiscoveryStart({
    discoveries,
    runs: runStore,
    async start(_state, workflowId) {
      if (failing.error !== undefined) throw failing.error;
      started.push(workflowId);
    },
    async tell(workflowId) {
      told.push(workflowId);
      return started.includes(workflowId);
    },
    now: () => now,
  });
  const start = (executionId: string) => service.startRun('d-1', { executionId, by });
  const end = (id: string) => {
    memory.runs.set(id, { ...memory.runs.get(id)!, endedAt: now, status: 'completed' });
    memory.discovery = { ...memory.discovery, openRun: null };
  };
  return { memory, service, start, started, told, end };
}

describe('the start of runs', () => {
  it('is one run for one execution, also after its end', async () => {
    const { start, started, end, memory } = startOf();
    expect(await start('e-1')).toMatchObject({ number: 1, status: 'inProgress' });
    expect(await start('e-1')).toMatchObject({ number: 1 });
    end('d-1.1');
    expect(await start('e-1')).toMatchObject({ number: 1, status: 'completed' });
    expect(await start('e-2')).toMatchObject({ number: 2 });
    expect(new Set(started)).toEqual(new Set(['discovery:d-1.1', 'discovery:d-1.2']));
    expect(memory.discovery).toMatchObject({ status: 'inProgress', userUuid: by.uuid, lastRun: 2 });
  });

  it('is refused while another run is under way', async () => {
    const { start } = startOf();
    await start('e-1');
    await expect(start('e-2')).rejects.toMatchObject({ code: 'invalid_state' });
  });

  it('clears away an end that was not seen through', async () => {
    const { start, memory } = startOf();
    await start('e-1');
    memory.runs.set('d-1.1', { ...memory.runs.get('d-1.1')!, endedAt: now });
    expect(await start('e-2')).toMatchObject({ number: 2 });
  });

  it('promises nothing without the engine', async () => {
    const failing: { error?: Error } = {
      error: new ServiceError('away', { cause: Object.assign(new Error('away'), { code: 14 }) }),
    };
    const { start, memory } = startOf(failing);
    await expect(start('e-1')).rejects.toMatchObject({ code: 'engine_unavailable' });
    expect(memory.discovery).toMatchObject({ openRun: null, status: null });
    delete failing.error;
    expect(await start('e-1')).toMatchObject({ number: 2 });
  });

  it('D07 tells a run to end; one that has ended keeps its end', async () => {
    const { service, start, told, end } = startOf();
    await start('e-1');
    expect(await service.complete('d-1.1')).toMatchObject({ isComplete: true });
    expect(await service.cancel('d-1.1')).toMatchObject({ cancelRequested: true });
    end('d-1.1');
    expect(await service.complete('d-1.1')).toMatchObject({ status: 'completed' });
    await expect(service.cancel('d-1.1')).rejects.toMatchObject({ code: 'invalid_state' });
    await expect(service.cancel('d-9.9')).rejects.toMatchObject({ code: 'not_found' });
    expect(told).toHaveLength(2);
  });

  it('starts a run whose process died before it had started it, as soon as somebody tells it something', async () => {
    const { service, start, started } = startOf();
    await start('e-1');
    started.length = 0;
    await service.complete('d-1.1');
    await service.complete('d-1.1');
    expect(started).toEqual(['discovery:d-1.1']);
  });
});
