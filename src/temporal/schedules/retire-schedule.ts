import { ScheduleNotFoundError, WorkflowNotFoundError, type Client } from '@temporalio/client';

/** Takes away a schedule of an earlier release and what it has running, for which there is no workflow any more. */
export async function retireSchedule(client: Client, scheduleId: string): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId);
  // Another process was first, or there never was one; and most of its runs have ended long since.
  const unlessGone = (error: unknown) => {
    if (!(error instanceof ScheduleNotFoundError) && !(error instanceof WorkflowNotFoundError)) throw error;
  };
  const info = await handle.describe().then(({ info: found }) => found, unlessGone);
  if (info === undefined) return;
  await handle.delete().catch(unlessGone);
  // Not every server names what is running.
  const runs = new Set(
    [...info.recentActions.map(({ action }) => action), ...info.runningActions].map((run) => run.workflow.workflowId),
  );
  for (const workflowId of runs)
    await client.workflow.getHandle(workflowId).terminate('this release does without it').catch(unlessGone);
}
