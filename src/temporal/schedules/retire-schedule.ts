import { ScheduleNotFoundError, WorkflowNotFoundError, type Client } from '@temporalio/client';

/** Takes away a schedule of an earlier release and what it has running, for which there is no workflow any more. */
export async function retireSchedule(client: Client, scheduleId: string): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId);
  try {
    const { info } = await handle.describe();
    await handle.delete();
    for (const { workflow } of info.runningActions) {
      await client.workflow.getHandle(workflow.workflowId).terminate('this release does without it');
    }
  } catch (error) {
    // Another process was first, or there never was one.
    if (!(error instanceof ScheduleNotFoundError) && !(error instanceof WorkflowNotFoundError)) throw error;
  }
}
