import type { StepVisit } from '../../domain/builder/instance';
import type { InstanceState } from '../../domain/builder/visit-state';
import { forTheRecord, maskedOf } from '../../services/builder/record';
import { mayGive, type Signaller } from '../../services/builder/signals';
import type { ListedInstance } from '../../store/builder/instance-list';

/** What one has to be allowed for steps that name neither roles nor users. */
export interface Viewer extends Signaller {
  readonly maySignalAll: boolean;
}

export function toListedView(instance: ListedInstance, viewer: Viewer) {
  const { signals, startedBy, changedAt, itemName, definition, item } = instance;
  const { uuid, number, title, status, statusMessage, errorCode, context, startedAt, endedAt } = instance;
  const { currentStep, attempt, restartedAs, workflowId } = instance;
  return {
    ...{ uuid, number, title, status, statusMessage, errorCode, definition, item, itemLabel: itemName, context },
    ...{ startedByUuid: startedBy.uuid, startedByName: startedBy.name, startedAt, lastModified: changedAt, endedAt },
    ...{ currentStep, attempt, restartedAs, workflowId },
    signals: signals.map(({ notBy, ...signal }) => ({
      ...signal,
      maySignal: maySignal(signal, viewer) && (notBy === null || notBy !== viewer.uuid),
    })),
  };
}

/** With its steps; the one that is under way stands behind those that have ended. */
export function toDetailView(
  instance: InstanceState,
  variables: Readonly<Record<string, unknown>>,
  visits: readonly StepVisit[],
  viewer: Viewer,
) {
  const received = instance.open?.received ?? [];
  return {
    ...toListedView(instance, viewer),
    initialData: shown(instance.initialData),
    variables: shown(variables),
    received: received.map(({ signal, by, at, data }) => ({
      ...{ signal, byUuid: by.uuid, byName: by.name, at, data: maskedOf(data) as Record<string, unknown> },
    })),
    steps: [...visits.map(toVisitView), ...underWay(instance)],
  };
}

export function maySignal(
  { roles, users }: { readonly roles: readonly string[]; readonly users: readonly string[] },
  viewer: Viewer,
) {
  return roles.length + users.length === 0 ? viewer.maySignalAll : mayGive({ roles, users }, viewer);
}

/** Each by itself: a large one leaves the others whole. */
function shown(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, forTheRecord({ [name]: value })?.[name]]),
  );
}

function toVisitView({ instance: _instance, seq: _seq, variables = null, ...visit }: StepVisit) {
  return { ...visit, variables };
}

function underWay({ open, currentStep, attempt, visits }: InstanceState) {
  if (open === null || currentStep === null) return [];
  const { type, startedAt, inputs, runId, message } = open;
  return [
    {
      ...{ uniqueName: currentStep, type, attempt, visit: visits[currentStep] ?? 1 },
      ...{ status: open.isWaiting ? ('waiting' as const) : ('running' as const), startedAt, endedAt: null },
      ...{ inputs, outputs: null, variables: null, left: null, error: null, runId, message },
    },
  ];
}
