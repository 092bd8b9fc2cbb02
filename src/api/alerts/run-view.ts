import type { AlertRun } from '../../domain/alerts/run';

export interface RunViewDeps {
  /** Where the engine shows a run; null where it has no such page. */
  readonly runUrl: (workflowId: string, runId: string) => string | null;
}

/** A run as answers have it. */
export function runViewOf({ runUrl }: RunViewDeps, { id, alert, actor, runId, ...run }: AlertRun) {
  return {
    ...{ runId: id, alertUuid: alert.uuid, alertName: alert.name, alertVersion: alert.version },
    ...{ ...run, actorName: actor.name, actorUuid: actor.uuid, runUrl: runUrl(run.workflowId, runId) },
  };
}
