import { randomBytes } from 'node:crypto';
import { connectClient } from '../../src/temporal/client';
import { retireSchedule } from '../../src/temporal/schedules/retire-schedule';
import { eventually } from '../acceptance/scene';

describe('a schedule of an earlier release', () => {
  it('is taken away with the run that it has started, and nothing happens where there is none', async () => {
    const address = process.env['CERTLOOM_TEST_TEMPORAL_ADDRESS'];
    if (address === undefined) throw new Error('run through the jest project "engines"');
    const { client, connection } = connectClient({ address, namespace: 'default' });
    try {
      const id = `retired-${randomBytes(6).toString('hex')}`;
      const handle = await client.schedule.create({
        scheduleId: id,
        spec: { intervals: [{ every: '1h' }] },
        // No worker knows it, as none knows a workflow that a release has dropped.
        action: { type: 'startWorkflow', workflowType: 'dropped', taskQueue: id, workflowId: id, args: [] },
      });
      await handle.trigger();
      const run = await eventually(
        'the run',
        async () => (await handle.describe()).info.recentActions[0]?.action.workflow,
      );
      await retireSchedule(client, id);
      await retireSchedule(client, id);
      await expect(handle.describe()).rejects.toThrow();
      const { status } = await client.workflow.getHandle(run.workflowId).describe();
      expect(status.name).toBe('TERMINATED');
    } finally {
      await connection.close();
    }
  });
});
