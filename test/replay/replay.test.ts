/** Recorded histories against the workflow code as it is now: a run that began before a release must go on after it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { installRuntime } from '../../src/temporal/runtime';
import * as workflows from '../../src/workflows';

interface Recorded {
  readonly name: string;
  readonly workflowId: string;
  readonly text: string;
  readonly history: { readonly events: Record<string, unknown>[] };
}

const folder = path.join(__dirname, '..', 'histories');
const recorded = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap((entry) =>
    readdirSync(path.join(folder, entry.name)).map((file): Recorded => {
      const text = readFileSync(path.join(folder, entry.name, file), 'utf8');
      const content = JSON.parse(text) as Pick<Recorded, 'workflowId' | 'history'>;
      return { name: `${entry.name}/${file.replace(/\.json$/, '')}`, text, ...content };
    }),
  );

/** The error of a replay; undefined when the code decides as it did. */
async function replay({ workflowId, history }: Pick<Recorded, 'workflowId' | 'history'>): Promise<Error | undefined> {
  const codePath = process.env['CERTLOOM_TEST_WORKFLOW_BUNDLE'];
  if (codePath === undefined) throw new Error('CERTLOOM_TEST_WORKFLOW_BUNDLE is not set');
  const runs = [{ workflowId, history: historyFromJSON(history) }];
  for await (const { error } of Worker.runReplayHistories({ workflowBundle: { codePath } }, runs)) return error;
  throw new Error('nothing was replayed');
}

describe('recorded histories', () => {
  beforeAll(() => installRuntime(() => undefined));

  it('cover every workflow type', () => {
    const types = new Set(recorded.map(({ name }) => name.split('/')[0]));
    expect([...types].sort()).toEqual(Object.keys(workflows).sort());
  });

  it.each(recorded)('figure-R7 $name is replayed without a divergence', async (run) => {
    expect(await replay(run)).toBeUndefined();
  });

  it.each(recorded)('$name tells nothing of a machine or a certificate', ({ text }) => {
    const decoded = text.replace(/"data": "([\w+/=]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
    expect(new Set(text.match(/"identity": "[^"]*"/g))).toEqual(new Set(['"identity": "certloom"']));
    expect(decoded).not.toMatch(/-----BEGIN|\bMII[A-Za-z0-9+/]{40}|\bCN=|example\.test|\d+@/);
  });

  it('does not accept a history of other decisions', async () => {
    const run = recorded.find(({ name }) => name === 'certificateUploaded/ignored-with-notification');
    const history = structuredClone(run!.history);
    const scheduled = history.events.find((event) => 'activityTaskScheduledEventAttributes' in event);
    const attributes = scheduled?.['activityTaskScheduledEventAttributes'] as { activityType: { name: string } };
    attributes.activityType.name = 'somethingElse';
    expect(await replay({ workflowId: run!.workflowId, history })).toBeInstanceOf(DeterminismViolationError);
  });
});
