import { activityInfo } from '@temporalio/activity';

/** The run that an activity works for. */
export function currentRun(): { readonly workflowId: string; readonly runId: string } {
  const { workflowExecution } = activityInfo();
  return { workflowId: workflowExecution?.workflowId ?? '', runId: workflowExecution?.runId ?? '' };
}
