import { jobOf } from '../../../test/support/job';
import type { DiscoveryRun } from '../../domain/discoveries/discovery';
import { CertloomError } from '../../domain/problem';
import { createDiscoveryJob } from './job';

const work = { executionId: 'e-1', heartbeat: () => undefined, signal: new AbortController().signal };
const job = jobOf({ jobType: 'discovery', parameters: { discovery: 'office' } });

const kinds: Record<string, { uuid: string; kind: 'folder' | 'pushed_content' }> = {
  office: { uuid: 'd-1', kind: 'folder' },
  pushed: { uuid: 'd-2', kind: 'pushed_content' },
};

function world(run: Partial<DiscoveryRun> | CertloomError | Error) {
  const started: unknown[][] = [];
  const type = createDiscoveryJob({
    find: async (discovery) => kinds[discovery],
    async startRun(...args) {
      started.push(args);
      if (run instanceof Error) throw run;
      return { number: 3, status: 'inProgress', message: null, endedAt: null, rows: null, ...run } as DiscoveryRun;
    },
    nameOf: async () => 'ada',
  });
  return { type, started };
}

describe('a discovery by the clock', () => {
  it('is the run of its execution, and is waited for', async () => {
    const { type, started } = world({});
    expect(await type.run!({ ...work, job })).toMatchObject({ status: 'again' });
    expect(started).toEqual([['d-1', { executionId: 'e-1', by: { uuid: 'u-ada', name: 'ada' } }]]);
  });

  it.each([
    ['completed', 'succeeded'],
    ['warning', 'succeeded'],
    ['failed', 'failed'],
  ] as const)('that is %s has %s', async (status, expected) => {
    const { type } = world({ status, message: 'told', endedAt: new Date() });
    expect(await type.run!({ ...work, job })).toMatchObject({ status: expected, message: 'told', result: { run: 3 } });
  });

  it('fails where there is none, or another run is under way', async () => {
    const { type } = world(new CertloomError('conflict', 'Run 2 is under way.'));
    expect(await type.run!({ ...work, job })).toMatchObject({ status: 'failed', message: 'Run 2 is under way.' });
    const gone = jobOf({ parameters: { discovery: 'gone' } });
    expect(await type.run!({ ...work, job: gone })).toMatchObject({ message: 'The discovery was deleted.' });
  });

  it('fails at once where programs send the content, and waits for none', async () => {
    const { type, started } = world({});
    const pushed = jobOf({ parameters: { discovery: 'pushed' } });
    expect(await type.run!({ ...work, job: pushed })).toMatchObject({
      ...{ status: 'failed', message: 'Programs send the content of this discovery; there is nothing to run.' },
    });
    expect(started).toEqual([]);
  });

  it('is tried again after faults of others', () =>
    expect(world(new Error('away')).type.run!({ ...work, job })).rejects.toThrow('away'));

  it.each([
    [{ discovery: 'office' }, []],
    [{}, ['/discovery']],
    [{ discovery: 'pushed' }, ['/discovery']],
    [{ discovery: 7 }, ['/discovery']],
    [{ discovery: 'office', fast: true }, ['/fast']],
  ])('takes %j', async (parameters, pointers) => {
    const faults = await world({}).type.check!(parameters);
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
  });
});
