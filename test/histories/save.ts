import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { WorkflowContinuedAsNewError, type WorkflowClient } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';

/** What is recorded runs on queues of this name, which the files do not show. */
export const queues = 'recorded';

/** Waits for the end of a run and writes its history to `<workflowType>/<name>.json`. */
export type Save = (workflowType: string, name: string, workflowId: string, runId?: string) => Promise<void>;

/** @param wanted workflow types whose files are written; all when empty */
export function createSave(client: WorkflowClient, wanted: readonly string[]): Save {
  return async (workflowType, name, workflowId, runId) => {
    const handle = client.getHandle(workflowId, runId, { followRuns: false });
    await ended(handle.result());
    if (wanted.length > 0 && !wanted.includes(workflowType)) return;
    const folder = path.join(__dirname, workflowType);
    mkdirSync(folder, { recursive: true });
    const history: unknown = JSON.parse(historyToJSON(await handle.fetchHistory()));
    const text = JSON.stringify({ workflowId, history: neutral(history) }, null, 1);
    writeFileSync(path.join(folder, `${name}.json`), `${text}\n`);
    process.stdout.write(`${workflowType}/${name}\n`);
  };
}

/** A run that goes on as a new one has ended too. */
async function ended(result: Promise<unknown>): Promise<void> {
  try {
    await result;
  } catch (error) {
    if (!(error instanceof WorkflowContinuedAsNewError)) throw error;
  }
}

/** Without the names of machine, process and recorded queues. */
function neutral(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    if (name === 'identity') return 'certloom';
    // Sticky queues are named after process and host.
    if (/^\d+@/.test(value)) return 'certloom-sticky';
    return value.replace(new RegExp(`^${queues}-`), '');
  }
  if (Array.isArray(value)) return value.map((part) => neutral(part));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, neutral(part, key)]));
}
