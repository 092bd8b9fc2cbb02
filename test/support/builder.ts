/** What unit tests of the workflow builder need of its stores, in memory, with the same conditional writes. */
import type { DefinitionContent, Step } from '../../src/domain/builder/definition';
import { hasInstanceEnded, type StepVisit } from '../../src/domain/builder/instance';
import type { StepWork } from '../../src/services/builder/steps/step-runner';
import type { InstanceChange, InstanceState, ReceivedSignal, VariableRef } from '../../src/domain/builder/visit-state';

export function aStep(uniqueName: string, type: string, change: Partial<Step> = {}): Step {
  return {
    ...{ uniqueName, displayName: uniqueName, type, enabled: true, settings: {}, conditions: [], outputs: {} },
    ...{ conditionMode: 'all', timeoutSeconds: null, retry: null, maxVisits: 25, origin: null },
    ...change,
  };
}

export function contentOf(steps: readonly Step[], change: Partial<DefinitionContent> = {}): DefinitionContent {
  return { steps, unresolvedTokens: 'fail', restResultAs: 'object', ...change };
}

export function anInstance(change: Partial<InstanceState> = {}): InstanceState {
  const at = new Date('2026-03-01T10:00:00Z');
  return {
    ...{ uuid: 'i1', number: 1, title: 'Tell: web', status: 'running', statusMessage: null, errorCode: null },
    definition: { uuid: 'd1', name: 'Tell', version: 1, type: 'expiration' },
    ...{ startKey: 'k1', item: null, itemName: null, context: 'service', cause: null, initialData: {} },
    startedBy: { type: 'user', uuid: 'u-ada', name: 'ada' },
    ...{ startedAt: at, changedAt: at, endedAt: null, currentStep: null, signals: [], variables: [], visits: {} },
    ...{ open: null, seq: 0, settled: null, attempt: 1, workflowId: 'builder-i1', revision: 1, restartedAs: null },
    ...change,
  };
}

export function builderStores(first: readonly InstanceState[] = [anInstance()]) {
  const rows = new Map(first.map((one) => [one.uuid, one]));
  const log = new Map<string, StepVisit>();
  const values = new Map<string, unknown>();
  const looks = new Map<string, Date>();
  return {
    ...{ rows, values, looks },
    log: () =>
      [...log.values()].map(({ uniqueName, visit, status, left }) => `${uniqueName} ${visit} ${status} ${left}`),
    visit: (uniqueName: string) => [...log.values()].find((one) => one.uniqueName === uniqueName),
    instances: {
      find: async (uuid: string) => rows.get(uuid) ?? null,
      add: async (row: InstanceState) => !rows.has(row.uuid) && rows.set(row.uuid, row) !== undefined,
      async move(before: InstanceState, change: InstanceChange, at: Date, lookAt: Date) {
        if (rows.get(before.uuid)?.revision !== before.revision) return null;
        const after = { ...before, ...change, changedAt: at, revision: before.revision + 1 };
        rows.set(before.uuid, after);
        if (hasInstanceEnded(after.status)) looks.delete(before.uuid);
        else looks.set(before.uuid, lookAt);
        return after;
      },
      async receive({ uuid, attempt, currentStep, visits }: InstanceState, signal: ReceivedSignal, lookAt: Date) {
        const row = rows.get(uuid);
        const isSame = row?.attempt === attempt && row.currentStep === currentStep;
        if (row?.open?.isWaiting !== true || !isSame || hasInstanceEnded(row.status)) return false;
        if (JSON.stringify(row.visits) !== JSON.stringify(visits)) return false;
        if (row.open.received.some(({ key }) => key === signal.key)) return false;
        const open = { ...row.open, received: [...row.open.received, signal] };
        rows.set(uuid, { ...row, open, revision: row.revision + 1 });
        looks.set(uuid, lookAt);
        return true;
      },
      byHook: async (hookHash: string) => [...rows.values()].find(({ open }) => open?.hookHash === hookHash) ?? null,
      remove: async (uuids: readonly string[]) => uuids.filter((uuid) => rows.delete(uuid)).length,
    },
    visits: {
      async write(visit: StepVisit) {
        log.set(`${visit.instance}:${visit.attempt}:${visit.uniqueName}:${visit.visit}`, visit);
      },
      removeOf: async () => undefined,
    },
    variables: {
      async write(_instance: string, key: string, set: Readonly<Record<string, unknown>>): Promise<VariableRef[]> {
        return Object.entries(set).map(([name, value]) => {
          values.set(`${key}:${name}`, value);
          return { name, ref: `${key}:${name}` };
        });
      },
      read: async (refs: readonly VariableRef[]) =>
        Object.fromEntries(refs.map(({ name, ref }) => [name, values.get(ref)])),
      removeOf: async () => undefined,
    },
  };
}

/** A visit of a step as its runner is given it. */
export function stepWork(
  type: string,
  settings: Readonly<Record<string, unknown>>,
  change: Partial<StepWork> = {},
): StepWork {
  const { variables: _none, ...instance } = anInstance();
  return {
    ...{ instance: { ...instance, variables: {} }, content: contentOf([]), step: aStep('Ask', type, { settings }) },
    ...{ visit: 1, key: 'i1:1:Ask:1', settings, values: { cn: 'web' }, isWaiting: false, received: [] },
    startedAt: new Date('2026-03-01T10:00:00Z'),
    ...change,
  };
}

/** What somebody said to a step. */
export function said(name: string, data: Readonly<Record<string, unknown>> = { approved: true }): ReceivedSignal {
  const at = new Date('2026-03-01T10:00:05Z');
  return { key: `user:${name}`, signal: 'ApprovalStatus', by: { uuid: `u-${name}`, name }, at, data };
}
