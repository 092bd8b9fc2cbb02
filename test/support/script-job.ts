import { createHash } from 'node:crypto';
import type { ScriptJob } from '../../src/domain/scripts/run';
import type { Runtime } from '../../src/domain/scripts/runtime';

let jobs = 0;

/** A run of a text, with a run id of its own, no secrets and the usual limits. */
export function scriptJob(runtime: Runtime, content: string, more: Partial<ScriptJob> = {}): ScriptJob {
  jobs += 1;
  return {
    runId: `test-${process.pid}-${jobs}`,
    runtime,
    mode: 'workflow',
    name: 'example',
    source: { kind: 'text', content },
    sha256: createHash('sha256').update(content).digest('hex'),
    neighbours: [],
    context: {},
    params: {},
    secrets: {},
    settings: { strict: false, windows: false, reuse: false },
    lenientParams: false,
    limits: { timeoutSeconds: 20, memoryMiB: 512 },
    securityContext: 'api',
    ...more,
  };
}

/** Settings of a script whose runs may share a process. */
export const reused = { strict: false, windows: false, reuse: true };
