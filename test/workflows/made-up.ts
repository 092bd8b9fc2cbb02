import { randomBytes } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  type Client,
  type Connection,
  type WorkflowHandle,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { BulkActivities } from '../../src/activities/certificate-bulk';
import type { ExpiringActivities } from '../../src/activities/certificate-expiring';
import type { ExpirationDigestActivities } from '../../src/activities/digests';
import type { EffectActivities, ScriptEffectActivities } from '../../src/activities/effects';
import type { ExpirationScanActivities } from '../../src/activities/expiration-scan';
import type { ScriptRunActivities, ScriptSettlingActivities } from '../../src/activities/scripts';
import type { UploadActivities } from '../../src/activities/uploads';
import { connectClient } from '../../src/temporal/client';
import { taskQueues, type TaskQueue } from '../../src/temporal/ids';
import { installRuntime } from '../../src/temporal/runtime';
import { startWorkers, type RunningWorkers } from '../../src/temporal/workers';
import type * as workflows from '../../src/workflows';

type Activities = UploadActivities &
  BulkActivities &
  ExpiringActivities &
  EffectActivities &
  ScriptEffectActivities &
  ScriptRunActivities &
  ScriptSettlingActivities &
  ExpirationDigestActivities &
  ExpirationScanActivities;
type Name = keyof Activities;
type Workflows = typeof workflows;
type Run<W extends keyof Workflows> = (...args: unknown[]) => ReturnType<Workflows[W]>;

/** Where each activity is served: one that is asked for on another queue is never answered. */
const queueOf = {
  decideUploads: 'certloom',
  failUploads: 'certloom',
  decideExpiring: 'certloom',
  noteBatch: 'certloom',
  startEffects: 'certloom',
  cancelEffects: 'certloom',
  settleScriptAction: 'certloom',
  settleScript: 'certloom',
  repeatScript: 'certloom',
  executeScript: 'scripts-service',
  beginBulk: 'certloom',
  bulkStretch: 'certloom',
  endBulk: 'certloom',
  openedBatches: 'scan',
  isFollowed: 'scan',
  assembleDigests: 'scan',
  beginScan: 'scan',
  scanStretch: 'scan',
  endScan: 'scan',
  failScan: 'scan',
  deliver: 'delivery',
} as const satisfies Record<Name, TaskQueue>;
const names = Object.keys(queueOf) as Name[];

/** One call of an activity: its name and what it was given. */
export type Call = readonly [Name, ...unknown[]];

export interface MadeUpRuns {
  /** What was called since `given`, in order. */
  readonly calls: Call[];
  readonly called: (name: Name) => Call[];
  readonly client: () => Client;
  /** The activities of this test; any other answers nothing. */
  given(activities: Partial<Activities>): void;
  start<W extends keyof Workflows>(
    type: W,
    ...args: Parameters<Workflows[W]>
  ): Promise<WorkflowHandleWithFirstExecutionRunId<Run<W>>>;
  /** Starts a run with a question that it has from its first moment, as the API does. */
  startAsking<W extends keyof Workflows, Answer>(
    type: W,
    question: UpdateDefinition<Answer>,
    ...args: Parameters<Workflows[W]>
  ): { readonly run: WorkflowHandle<Run<W>>; readonly answer: Promise<Answer> };
}

/** The workflows of the product on the real engine, with activities that each test makes up; for all tests of a file. */
export function madeUpRuns(): MadeUpRuns {
  const prefix = `workflows-${randomBytes(6).toString('hex')}`;
  const queueName = (queue: TaskQueue) => `${prefix}-${queue}`;
  const calls: Call[] = [];
  let made: Partial<Activities> = {};
  let workers: RunningWorkers;
  let client: Client;
  let connection: Connection;

  async function perform(name: Name, args: readonly unknown[]): Promise<unknown> {
    calls.push([name, ...args]);
    const activity = made[name] as ((...given: readonly unknown[]) => unknown) | undefined;
    return activity?.(...args);
  }
  const servedOn = (queue: TaskQueue) =>
    Object.fromEntries(
      names
        .filter((name) => queueOf[name] === queue)
        .map((name) => [name, (...args: readonly unknown[]) => perform(name, args)]),
    );

  const optionsOf = (type: string, args: unknown[]) => ({
    workflowId: `${type}-${randomBytes(6).toString('hex')}`,
    taskQueue: queueName('certloom'),
    args,
  });

  beforeAll(async () => {
    const { CERTLOOM_TEST_TEMPORAL_ADDRESS: address, CERTLOOM_TEST_WORKFLOW_BUNDLE: codePath } = process.env;
    if (address === undefined || codePath === undefined) throw new Error('run through the jest project "engines"');
    installRuntime(() => undefined);
    const engine = { address, namespace: 'default' };
    ({ client, connection } = connectClient(engine));
    workers = await startWorkers({
      ...engine,
      // One without activities cannot be polled.
      serves: taskQueues.filter((queue) => Object.keys(servedOn(queue)).length > 0),
      queueName,
      workflowBundle: { codePath },
      activities: Object.fromEntries(taskQueues.map((queue) => [queue, servedOn(queue)])),
    });
  });
  afterAll(async () => {
    await workers?.stop();
    await connection?.close();
  });

  return {
    calls,
    client: () => client,
    called: (wanted) => calls.filter(([name]) => name === wanted),
    given(activities) {
      made = activities;
      calls.length = 0;
    },
    start: (type, ...args) => client.workflow.start<Run<typeof type>>(type, optionsOf(type, args)),
    startAsking(type, question, ...args) {
      const options = optionsOf(type, args);
      const answer = client.workflow.executeUpdateWithStart(question, {
        startWorkflowOperation: new WithStartWorkflowOperation<Run<typeof type>>(type, {
          ...options,
          workflowIdConflictPolicy: 'FAIL',
        }),
      });
      return { run: client.workflow.getHandle<Run<typeof type>>(options.workflowId), answer };
    },
  };
}

/** A door that an activity of a test waits at, so that the test can look while it is at work. */
export function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
