import type { ActionResult } from '../../domain/actions/action';
import { eventTokens } from '../../domain/actions/event-tokens';
import type { DefinitionType } from '../../domain/builder/definition';
import type { InstanceItem } from '../../domain/builder/instance';
import { startKeys } from '../../domain/builder/start-keys';
import type { Resource } from '../../domain/events/catalogue';
import type { WorkflowPlan } from '../../domain/firings/effects';
import { systemActor } from '../../domain/identity/actor';
import { isCertloomError } from '../../domain/problem';
import { fillTokens } from '../../domain/values/tokens';
import type { FiringDocument } from '../../store/firings/firings';
import type { InstanceStarter } from '../builder/start';
import type { ActionFacts } from './action-facts';

/** A published version that may be started. */
export interface StartableVersion {
  readonly uuid: string;
  readonly name: string;
  readonly type: DefinitionType;
  readonly version: number;
}

export interface WorkflowActionDeps {
  readonly facts: ActionFacts;
  /** By uuid or name; a text says why it cannot be started. */
  readonly definition: (given: string) => Promise<StartableVersion | string>;
  readonly start: InstanceStarter['start'];
}

type Started = Pick<FiringDocument, '_id' | 'objectUuid' | 'resource' | 'actor' | 'causeDepth'>;

/** Starts the instance of one action. Doing it again joins the instance that is there. A fault is a result. */
export function createWorkflowAction({ facts, definition, start }: WorkflowActionDeps) {
  return async function startWorkflow(
    firing: Started,
    trigger: string,
    action: ActionResult,
    plan: WorkflowPlan,
  ): Promise<ActionResult> {
    const failed = (errorCode: string, message: string) => ({
      ...{ ...action, outcome: 'failed' as const, errorCode, message },
    });
    const found = await definition(plan.definition);
    if (typeof found === 'string') return failed('target_missing', found);
    const told = await facts(firing._id);
    if (told === undefined) return failed('target_missing', 'what the event tells is no longer there');
    const { value, missing } = fillTokens(plan.data, eventTokens(told), 'fail');
    if (missing.length > 0) {
      return failed('unresolved_token', `no value for ${missing.map((name) => `$(${name})`).join(', ')}`);
    }
    const { event, firingId, occurredAt, data } = told.envelope;
    try {
      const { uuid, isNew } = await start({
        ...{
          definition: found.uuid,
          version: found.version,
          startKey: startKeys.firing(firing._id, trigger, action.id),
        },
        item: itemOf(firing.resource, firing.objectUuid),
        initialData: { ...(value as object), event: { code: event, firingId, occurredAt, data } },
        // Whoever caused the event: nobody but the installation has its scripts run.
        ...{ context: 'service', startedBy: systemActor, cause: { firingId: firing._id, depth: firing.causeDepth } },
      });
      return { ...action, outcome: 'ok', changed: isNew, instance: uuid };
    } catch (error) {
      if (!isCertloomError(error) || error.code === 'engine_unavailable') throw error;
      return failed(error.code, error.detail);
    }
  };
}

export type StartWorkflowAction = ReturnType<typeof createWorkflowAction>;

const kinds: Readonly<Partial<Record<Resource, InstanceItem['kind']>>> = {
  certificates: 'certificate',
  discoveries: 'discovery',
  approvals: 'approval',
  jobs: 'job',
};

function itemOf(resource: string, uuid: string | null): InstanceItem | null {
  const kind = kinds[resource as Resource];
  return kind === undefined || uuid === null ? null : { kind, uuid };
}
