import type { JobEnd } from '../../domain/jobs/job';
import { createJobCarrier } from './carrier';
import { executionIdOf } from './executions';

it('tells of each run as it was started', async () => {
  const calls: unknown[][] = [];
  const carrier = createJobCarrier(
    {
      begin: async (...args) => {
        calls.push(args);
        return null;
      },
      end: async (...args) => void calls.push(args),
    },
    'j-1',
    async (id) => id.startsWith('scan:now'),
  );
  const run = { workflowId: 'scan:now:1', runId: 'r' };
  const end: JobEnd = { status: 'succeeded', message: null, result: null };
  await carrier.begun(run);
  await carrier.begun({ ...run, workflowId: 'scan-2030' });
  await carrier.ended(run, end);
  expect(calls).toEqual([
    ['j-1', 'manual', run],
    ['j-1', 'schedule', { ...run, workflowId: 'scan-2030' }],
    [executionIdOf('scan:now:1'), end],
  ]);
});
