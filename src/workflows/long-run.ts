import { workflowInfo } from '@temporalio/workflow';

/** Events after which a run of a workflow leaves what is still to do to another one. */
const mostEvents = 2_500;

export function isLongRun(): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return historyLength >= mostEvents || continueAsNewSuggested;
}
