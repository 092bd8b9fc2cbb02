import { executionOf, jobOf } from '../../../test/support/job';
import { createJobCare, type RunFate } from './care';

const now = new Date('2030-01-01T01:00:00Z');

function world(fates: Readonly<Record<string, RunFate>>) {
  const calls: string[] = [];
  const care = createJobCare({
    jobs: {
      all: async () => [jobOf({ uuid: 'every' })],
      unscheduled: async () => [jobOf({ uuid: 'broken' }), jobOf({ uuid: 'fine' })],
      running: async () => [
        { job: 'j-old', execution: 'ended', since: new Date(0) },
        { job: 'j-lost', execution: 'unknown', since: new Date(0) },
        { job: 'j-busy', execution: 'busy', since: new Date(0) },
        { job: 'j-new', execution: 'unknown', since: now },
      ],
      release: async (job) => void calls.push(`release ${job}`),
    },
    store: {
      find: async (id) =>
        id === 'unknown' ? null : executionOf({ id, status: id === 'busy' ? 'started' : 'succeeded' }),
      underWay: async () => Object.keys(fates).map((workflowId) => executionOf({ id: workflowId, workflowId })),
      untold: async () => ['e-untold'],
      removeOlder: async (before) => void calls.push(`remove before ${before.toISOString().slice(0, 10)}`),
    },
    executions: {
      end: async (id, { status, message }) => void calls.push(`${id}: ${status}, ${message}`),
      tellEnd: async (id) => void calls.push(`tell ${id}`),
    },
    fateOf: async (workflowId) => {
      const fate = fates[workflowId];
      if (fate === undefined) throw new Error('away');
      return fate;
    },
    schedule: async ({ uuid }) => {
      if (uuid === 'broken') throw new Error('away');
      calls.push(`schedule ${uuid}`);
    },
    logger: { warn: (_fields: unknown, message?: unknown) => void calls.push(String(message)) },
  });
  return { care, calls };
}

it('A05 ends what the engine has ended, tells what was not told, releases what is stuck', async () => {
  const { care, calls } = world({ a: 'running', b: 'terminated', c: 'gone', d: 'completed' });
  await care.tidy(now);
  expect(calls).toEqual([
    'b: failed, The run was terminated.',
    'c: failed, The run is no longer known to Temporal.',
    'd: failed, The run ended without a result.',
    'tell e-untold',
    'release j-old',
    'release j-lost',
    'remove before 2029-01-01',
  ]);
});

it('makes schedules, each for itself', async () => {
  const { care, calls } = world({});
  await care.reschedule(now);
  await care.reschedule(now, true);
  expect(calls).toEqual(['the schedule of a job could not be made', 'schedule fine', 'schedule every']);
});
